package io.postern.corpus;

import java.nio.file.Path;
import java.util.Objects;

/** For a person at work: prints where the two programs differ on the files named. */
final class FilesMain {
    private FilesMain() {}

    public static void main(String[] args) throws Exception {
        Tally tally = new Tally();
        for (String name : args) {
            Path file = Path.of(name).toAbsolutePath();
            tally.agree(Objects.requireNonNull(file.getParent()), file, name);
        }
        System.out.println(tally);
    }
}

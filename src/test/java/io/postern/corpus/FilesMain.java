package io.postern.corpus;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** For a person at work: prints where the two programs differ on the files named. */
final class FilesMain {
    private FilesMain() {}

    public static void main(String[] args) throws Exception {
        Reference nginx = Objects.requireNonNull(Reference.find(), "no nginx");
        int same = 0;
        for (String name : args) {
            Path file = Path.of(name).toAbsolutePath();
            Path folder = Objects.requireNonNull(file.getParent());
            List<String> theirs = nginx.says(folder, file);
            List<String> ours;
            try {
                ours = Corpus.ours(folder, file.toString());
            } catch (RuntimeException | StackOverflowError e) {
                e.printStackTrace(System.out);
                ours = List.of(e.toString());
            }
            if (ours.equals(theirs)) {
                same++;
                continue;
            }
            System.out.println("== " + file);
            theirs.forEach(l -> System.out.println("  nginx | " + l));
            ours.forEach(l -> System.out.println("  ours  | " + l));
        }
        System.out.println(same + " of " + args.length);
    }
}

package io.postern.corpus;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** For the programs that a person at work starts: asks nginx and us about files, counts, and prints where the two differ. */
final class Tally {
    private final Reference nginx;
    private int same;
    private int all;

    Tally() throws Exception {
        nginx = Objects.requireNonNull(Reference.find(), "no nginx");
    }

    /** Whether both say the same about a file; if not, the title and what each says is printed. */
    boolean agree(Path folder, Path file, String title) throws Exception {
        return agree(title, nginx.says(folder, file), ours(folder, file));
    }

    /** The same, of what the two have said. */
    boolean agree(String title, List<String> theirs, List<String> ours) {
        all++;
        if (ours.equals(theirs)) {
            same++;
            return true;
        }
        System.out.println("== " + title);
        theirs.forEach(l -> System.out.println("  nginx | " + l));
        ours.forEach(l -> System.out.println("  ours  | " + l));
        return false;
    }

    /** What nginx says. */
    List<String> theirs(Path folder, Path file) throws Exception {
        return nginx.says(folder, file);
    }

    /** What we say; a stack trace is printed, and differs from anything that nginx says. */
    static List<String> ours(Path folder, Path file) {
        try {
            return Corpus.ours(folder, file.toString());
        } catch (RuntimeException | StackOverflowError e) {
            e.printStackTrace(System.out);
            return List.of(e.toString());
        }
    }

    @Override
    public String toString() {
        return same + " of " + all;
    }
}

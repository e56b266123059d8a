package io.postern.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** For a person at work: files made at random; prints where the two programs differ and keeps those files in a folder. */
final class StatementMain {
    private StatementMain() {}

    public static void main(String[] args) throws Exception {
        Reference nginx = Objects.requireNonNull(Reference.find(), "no nginx");
        Path folder = Files.createDirectories(Path.of(args[0])).toAbsolutePath();
        Files.createDirectories(folder.resolve("logs"));
        Files.writeString(folder.resolve("passwords"), "a\n");
        long seed = Long.parseLong(args[1]);
        int rounds = Integer.parseInt(args[2]);
        StatementDice dice = new StatementDice(seed);
        int same = 0;
        Path file = folder.resolve("made.conf");
        for (int round = 0; round < rounds; round++) {
            Files.writeString(file, dice.file(), ISO_8859_1);
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
            Path kept = folder.resolve(seed + "." + round);
            Files.copy(file, kept, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            System.out.println("== " + kept);
            System.out.println(Files.readString(kept, ISO_8859_1).indent(8));
            theirs.forEach(l -> System.out.println("  nginx | " + l));
            ours.forEach(l -> System.out.println("  ours  | " + l));
        }
        System.out.println(same + " of " + rounds);
    }
}

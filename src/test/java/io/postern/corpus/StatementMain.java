package io.postern.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.file.Files;
import java.nio.file.Path;

/** For a person at work: files made at random; prints where the two programs differ and keeps those files in a folder. */
final class StatementMain {
    private StatementMain() {}

    public static void main(String[] args) throws Exception {
        Tally tally = new Tally();
        Path folder = Files.createDirectories(Path.of(args[0])).toAbsolutePath();
        Files.createDirectories(folder.resolve("logs"));
        Files.writeString(folder.resolve("passwords"), "a\n");
        long seed = Long.parseLong(args[1]);
        int rounds = Integer.parseInt(args[2]);
        StatementDice dice = new StatementDice(seed);
        Path file = folder.resolve("made.conf");
        for (int round = 0; round < rounds; round++) {
            String text = dice.file();
            Files.writeString(file, text, ISO_8859_1);
            Path kept = folder.resolve(seed + "." + round);
            if (!tally.agree(folder, file, kept + "\n" + text.indent(8))) {
                Files.writeString(kept, text, ISO_8859_1);
            }
        }
        System.out.println(tally);
    }
}

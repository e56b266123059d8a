package io.postern.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements of nginx's every directive, right, wrong and misplaced: the real nginx and we say the same about them. */
class StatementTest {
    private static final long SEED = 20_261_126;
    private static final int ROUNDS = 150;

    @TempDir
    Path folder;

    @Test
    void statementsMadeAtRandom_getNginxsVerdictAndWords() throws Exception {
        Reference nginx = Reference.find();
        assumeTrue(
                nginx != null && nginx.version().equals(DamageTest.VERSION),
                "no nginx " + DamageTest.VERSION + ": name one in POSTERN_NGINX");
        Files.createDirectories(folder.resolve("logs"));
        Files.writeString(folder.resolve("passwords"), "a\n");
        Path file = folder.resolve("made.conf");
        StatementDice dice = new StatementDice(SEED);
        List<String> wrong = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            String text = dice.file();
            Files.writeString(file, text, ISO_8859_1);
            List<String> theirs = nginx.says(folder, file);
            List<String> ours = Corpus.ours(folder, file.toString());
            if (!ours.equals(theirs)) {
                wrong.add("round " + round + "\n" + text + "\n  nginx: " + theirs + "\n  ours:  " + ours);
            }
        }
        assertEquals("", String.join("\n", wrong));
    }
}

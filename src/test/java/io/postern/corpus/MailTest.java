package io.postern.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.tls.TlsLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole mail configurations, certificates and all: the real nginx and we say the same about them, word for word. */
class MailTest {
    private static final long SEED = 20_261_127;
    private static final int ROUNDS = 150;
    private static final int FIRST_PORT = 21_100;

    @TempDir
    Path folder;

    @Test
    void configurationsMadeAtRandom_getNginxsVerdictAndWords() throws Exception {
        Reference nginx = Reference.find();
        assumeTrue(
                nginx != null && nginx.version().equals(DamageTest.VERSION),
                "no nginx " + DamageTest.VERSION + ": name one in POSTERN_NGINX");
        Files.createDirectories(new TlsLab(folder).folder.resolve("logs"));
        Path main = folder.resolve(MailDice.MAIN);
        List<String> wrong = new ArrayList<>();
        for (long seed = SEED; seed < SEED + ROUNDS; seed++) {
            Map<String, String> files = new MailDice(seed, FIRST_PORT).files();
            for (Map.Entry<String, String> file : files.entrySet()) {
                Files.writeString(folder.resolve(file.getKey()), file.getValue(), ISO_8859_1);
            }
            List<String> theirs = nginx.says(folder, main);
            List<String> ours = Corpus.ours(folder, main.toString());
            if (!ours.equals(theirs)) {
                wrong.add("seed " + seed + "\n" + files + "\n  nginx: " + theirs + "\n  ours:  " + ours);
            }
            for (String name : files.keySet()) {
                Files.delete(folder.resolve(name));
            }
        }
        assertEquals("", String.join("\n", wrong));
    }
}

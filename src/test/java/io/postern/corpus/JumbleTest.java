package io.postern.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Good files jumbled with each other: the real nginx and we say the same about what comes of it. */
class JumbleTest {
    private static final long SEED = 20_261_128;
    private static final int ROUNDS = 250;

    @TempDir
    Path folder;

    /** Each character is a byte, whatever is made of it: a file is what was jumbled, and nothing is lost when it is written. */
    @Test
    void charactersStayBytes_andOfTheBytesNoneIsLost() {
        StringBuilder all = new StringBuilder("events {\n");
        for (char c = 128; c < 256; c++) {
            all.append(c).append(' ').append(c).append("x 1").append(c).append(";\n");
        }
        String text = all.append("}\n").toString();
        Jumble jumble = new Jumble(SEED);
        for (int round = 0; round < 3000; round++) {
            String spoilt = jumble.of(text, text) + jumble.part();
            assertTrue(spoilt.chars().allMatch(c -> c < 256), () -> "a character that is no byte in " + spoilt);
            assertEquals(spoilt, new String(spoilt.getBytes(ISO_8859_1), ISO_8859_1));
        }
    }

    @Test
    void jumbledFiles_getNginxsVerdictAndWords() throws Exception {
        Reference nginx = Reference.find();
        assumeTrue(
                nginx != null && nginx.version().equals(DamageTest.VERSION),
                "no nginx " + DamageTest.VERSION + ": name one in POSTERN_NGINX");
        Files.createDirectories(folder.resolve("logs"));
        Files.copy(Path.of("testdata/conf/good/passwords"), folder.resolve("passwords"));
        Jumble.parts(folder);
        List<String> texts = DamageTest.texts();
        Random random = new Random(SEED);
        Jumble jumble = new Jumble(SEED);
        List<String> wrong = new ArrayList<>();
        Path file = folder.resolve("jumbled.conf");
        for (int round = 0; round < ROUNDS; round++) {
            String text = jumble.of(any(texts, random), any(texts, random));
            Files.writeString(file, text, ISO_8859_1);
            Files.writeString(folder.resolve("parts/cut.inc"), jumble.part(), ISO_8859_1);
            List<String> theirs = nginx.says(folder, file);
            List<String> ours = Corpus.ours(folder, file.toString());
            if (!ours.equals(theirs)) {
                wrong.add("round " + round + "\n" + text + "\n  nginx: " + theirs + "\n  ours:  " + ours);
            }
        }
        assertEquals("", String.join("\n", wrong));
    }

    private static String any(List<String> texts, Random random) {
        return texts.get(random.nextInt(texts.size()));
    }
}

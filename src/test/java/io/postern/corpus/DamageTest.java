package io.postern.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Good files, spoilt at random: the real nginx and we say the same, up to the first error and in the verdict. */
class DamageTest {
    static final String VERSION = "1.31.5";
    private static final long SEED = 20_260_101;
    private static final int ROUNDS = 4;

    @TempDir
    Path folder;

    @Test
    void spoiltFiles_getNginxsVerdictAndWords() throws Exception {
        Reference nginx = Reference.find();
        assumeTrue(
                nginx != null && nginx.version().equals(VERSION),
                "no nginx " + VERSION + ": name one in POSTERN_NGINX");
        Files.createDirectories(folder.resolve("logs"));
        Files.copy(Path.of("testdata/conf/good/passwords"), folder.resolve("passwords"));
        List<String> wrong = new ArrayList<>();
        Damage damage = new Damage(SEED);
        Path spoilt = folder.resolve("spoilt.conf");
        for (String text : texts()) {
            for (int round = 0; round < ROUNDS; round++) {
                Files.writeString(spoilt, damage.of(text), ISO_8859_1);
                List<String> theirs = nginx.says(folder, spoilt);
                List<String> ours = Corpus.ours(folder, spoilt.toString());
                if (!ours.equals(theirs)) {
                    wrong.add("round " + round + "\n" + Files.readString(spoilt, ISO_8859_1) + "\n  nginx: " + theirs
                            + "\n  ours:  " + ours);
                }
            }
        }
        assertEquals("", String.join("\n", wrong));
    }

    /** The good samples that can be compared. */
    static List<String> texts() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(Path.of("testdata/conf/good"))) {
            files = all.filter(file -> file.toString().endsWith(".conf"))
                    .sorted()
                    .toList();
        }
        List<String> texts = new ArrayList<>();
        for (Path file : files) {
            String text = Files.readString(file, ISO_8859_1);
            if (NOT_COMPARED.stream().noneMatch(text::contains)) {
                texts.add(text);
            }
        }
        return texts;
    }

    /** What depends on how nginx was built or on its modules' files, and what is ours alone. */
    private static final List<String> NOT_COMPARED =
            List.of("debug_connection", "load_module", "ssl_conf_command", "auth_http_keepalive", "http_serve");
}

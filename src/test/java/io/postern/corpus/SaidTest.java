package io.postern.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Single statements outside mail{} and every line that nginx 1.31.5 has about them before its verdict. */
class SaidTest {
    @TempDir
    Path folder;

    /** Columns: the file; its lines but the verdict, with / between them, empty for none. $D is the folder, | a line's end, \u2400 a NUL. */
    @ParameterizedTest
    @CsvFileSource(resources = "said.tsv", delimiter = '\t', quoteCharacter = '\0', emptyValue = "")
    void linesAreNginxs(String text, String lines) throws Exception {
        Files.createDirectories(folder.resolve("logs"));
        Path file = folder.resolve("c.conf");
        Files.writeString(
                file,
                "events {}\n"
                        + text.replace("$D", folder.toString())
                                .replace('|', '\n')
                                .replace('\u2400', '\0') + "\n",
                ISO_8859_1);
        String said = String.join(
                " / ",
                Corpus.ours(folder, file.toString()).stream()
                        .filter(l -> !l.startsWith("nginx: "))
                        .toList());
        assertEquals(
                lines == null ? "" : lines,
                said.replace(folder.toString(), "$D").replace('\0', '\u2400'));
    }
}

package io.postern.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts that no hand writes: an answer, not a stack trace. */
class DeepTest {
    @TempDir
    Path folder;

    @Test
    void tenThousandBlocksDeep_isRead() throws Exception {
        Files.createDirectories(folder.resolve("logs"));
        Path file = folder.resolve("deep.conf");
        Files.writeString(
                file, "events {}\nhttp { server {\n" + "location / {\n".repeat(10_000) + "}".repeat(10_002) + "\n");
        assertEquals(
                List.of(
                        "nginx: the configuration file " + file + " syntax is ok",
                        "nginx: configuration file " + file + " test is successful"),
                Corpus.ours(folder, file.toString()));
    }

    @Test
    void fileThatIncludesItself_runsOutOfFiles() throws Exception {
        Path file = folder.resolve("self.conf");
        Files.writeString(file, "include self.conf;\n");
        assertEquals(
                "[emerg] open() \"" + file + "\" failed (24: Too many open files) in " + file + ":1",
                Corpus.ours(folder, file.toString()).get(0));
    }

    @Test
    void folder_isNoFile() {
        assertEquals(
                "[crit] pread() \"" + folder + "\" failed (21: Is a directory)",
                Corpus.ours(folder, folder.toString()).get(0));
    }

    @Test
    void missingFile_isSaidSo() {
        assertEquals(
                "[emerg] open() \"" + folder + "/no.conf\" failed (2: No such file or directory)",
                Corpus.ours(folder, folder + "/no.conf").get(0));
    }
}

package io.postern.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.side.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does, gone through with the real nginx and with Postern: exit statuses, log lines, files, sessions are compared. */
abstract class Checklist {
    @TempDir
    Path dir;

    FakeMailServers servers;

    @BeforeEach
    final void open() throws Exception {
        Site.assumePackaged();
        // nginx's workers are not root: they have to come by
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        servers = new FakeMailServers();
    }

    @AfterEach
    final void close() throws IOException {
        if (servers != null) {
            servers.close();
        }
    }

    /** Something done, and noted. */
    interface Item {
        void go(Notebook notebook) throws Exception;
    }

    /** The nginx that we are compared with; without it the test is skipped. */
    static Program nginx() {
        Optional<Program> program = Program.nginx();
        Assumptions.assumeTrue(program.isPresent(), "no nginx with mail on the PATH or in POSTERN_NGINX");
        Assumptions.assumeTrue(program.get().isAtLeast("1.31.5"), "POSTERN_NGINX names no nginx of 1.31.5 or later");
        return program.get();
    }

    /** Both are seen doing the same. */
    final void same(Item item) throws Exception {
        String real = seen(item, "real", nginx().command().toArray(String[]::new));
        assertEquals(real, seen(item, "ours"));
    }

    /** What is noted of one program; ours if none is named. */
    final String seen(Item item, String name, String... program) throws Exception {
        try (Notebook notebook = new Notebook(dir.resolve(name), Site.freePort(), servers.authPort(), program)) {
            item.go(notebook.conf("", ""));
            return notebook.text();
        }
    }
}

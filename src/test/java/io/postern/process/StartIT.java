package io.postern.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Start, background, foreground, pid file, -s and what the exit status says. */
class StartIT {
    private static final String BODY = """
            error_log logs/error.log notice;
            events { }
            mail { auth_http 127.0.0.1:1; server { listen 127.0.0.1:%d; protocol imap; } }
            """;

    private static final String LAUNCHER =
            Path.of("bin/postern").toAbsolutePath().toString();

    @TempDir
    Path dir;

    @BeforeEach
    void packaged() {
        Site.assumePackaged();
    }

    @Test
    void background_returnsOnceItListens() throws Exception {
        int port = Site.freePort();
        String[] narrow = {
            "env",
            "BASH_ENV=/etc/passwd",
            "SHELLOPTS=errexit:nounset",
            "sh",
            "-c",
            "umask 077; exec \"$@\"",
            "sh",
            LAUNCHER
        };
        try (Site site = new Site(dir, narrow).conf(BODY.formatted(port))) {
            assertEquals(0, site.run(), site::output);
            assertEquals("", site.output());
            // a background of nginx's has no mask
            assertEquals(
                    PosixFilePermissions.fromString("rw-r--r--"),
                    Files.getPosixFilePermissions(site.path("logs/nginx.pid")));
            assertTrue(Site.alive(site.pid()), "the pid in the file is a process");
            assertEquals("postern\n", Files.readString(Path.of("/proc/" + site.pid() + "/comm")), "its name");
            new MailClient(port).close();
            int pid = site.pid();
            assertEquals(0, site.run("-s", "quit"));
            site.untilGone(pid);
            assertFalse(Files.exists(site.path("logs/nginx.pid")));
            assertTrue(site.log().endsWith(": exit\n"), site::log);
        }
    }

    /** As a remote shell would: it goes on when nobody has its end of the pipes any more. */
    @Test
    void background_leavesItsOutputAlone_whereDescriptorsAreFew() throws Exception {
        String conf = "worker_rlimit_nofile 10;\n" + BODY.formatted(Site.freePort());
        try (Site site = new Site(dir).conf(conf)) {
            Process process = new ProcessBuilder(LAUNCHER, "-p", dir.toString(), "-c", "nginx.conf")
                    .redirectErrorStream(true)
                    .start();
            CompletableFuture<String> said = CompletableFuture.supplyAsync(() -> {
                try {
                    return new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            String output = said.get(60, TimeUnit.SECONDS);
            assertEquals(0, process.waitFor(), output);
            assertTrue(Site.alive(site.pid()), "it serves");
        }
    }

    @Test
    void daemonOffInAComment_isDaemonOn() throws Exception {
        int port = Site.freePort();
        try (Site site = new Site(dir).conf("# daemon off;\n" + BODY.formatted(port))) {
            assertEquals(0, site.run(), site::output);
            new MailClient(port).close();
            assertEquals(0, site.run("-s", "stop"));
        }
    }

    @Test
    void daemonOffInAnInclude_staysInTheForeground() throws Exception {
        int port = Site.freePort();
        try (Site site = new Site(dir).conf("include more.conf;\n" + BODY.formatted(port))) {
            Files.writeString(site.path("more.conf"), "daemon off;\n");
            Process process = site.begin(site.path("out.txt"));
            site.until("the pid file is written", () -> site.pid() > 0);
            assertEquals(process.pid(), site.pid(), "the command's pid is the server's");
            String children = "/proc/" + site.pid() + "/task/" + site.pid() + "/children";
            assertEquals("", Files.readString(Path.of(children)), "no zombie is left of the background's try");
            site.signal("TERM");
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
            assertEquals(0, process.exitValue());
        }
    }

    @Test
    void foreground_isTheCommandsOwnProcess() throws Exception {
        try (Site site = new Site(dir).conf(BODY.formatted(Site.freePort()))) {
            Process process = site.foreground();
            assertEquals(process.pid(), site.pid());
            site.signal("INT");
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
            assertEquals(0, process.exitValue());
            assertFalse(Files.exists(site.path("logs/nginx.pid")));
        }
    }

    @Test
    void symlink_andRelativeNames_work() throws Exception {
        Path link = dir.resolve("link");
        Files.createSymbolicLink(link, Path.of("bin/postern").toAbsolutePath());
        int port = Site.freePort();
        try (Site site = new Site(dir, link.toString()).conf(BODY.formatted(port))) {
            assertEquals(0, site.run(), site::output);
            assertEquals(0, site.run("-s", "stop"));
        }
    }

    @Test
    void portInUse_isTriedFiveTimes() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Site site = new Site(dir).conf(BODY.formatted(taken.getLocalPort()))) {
            assertEquals(1, site.run());
            String line = "nginx: [emerg] bind() to 127.0.0.1:" + taken.getLocalPort()
                    + " failed (98: Address already in use)\n";
            assertEquals(line.repeat(5) + "nginx: [emerg] still could not bind()\n", site.output());
            assertEquals(
                    5,
                    site.log()
                            .lines()
                            .filter(l -> l.endsWith("try again to bind() after 500ms"))
                            .count());
            assertFalse(Files.exists(site.path("logs/nginx.pid")));
        }
    }

    /** nginx goes to the background only when it has its ports. */
    @Test
    void termWhileItWaitsForAPort_endsTheStart() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Site site = new Site(dir).conf(BODY.formatted(taken.getLocalPort()))) {
            Process process = site.begin(site.path("out.txt"));
            site.untilLogged("try again to bind() after 500ms");
            process.destroy();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
            assertEquals(128 + 15, process.exitValue());
            site.untilGone(Integer.parseInt(site.log().replaceFirst("(?s)^\\S+ \\S+ \\[\\w+] (\\d+)#.*", "$1")));
        }
    }

    @Test
    void badConfiguration_isRefused() throws Exception {
        try (Site site = new Site(dir).conf("events { }\nnonsense on;\n")) {
            assertEquals(1, site.run());
            assertEquals(
                    "nginx: [emerg] unknown directive \"nonsense\" in " + site.path("nginx.conf") + ":2\n",
                    site.output());
            assertTrue(Files.readString(site.path("logs/boot.log")).contains("[emerg]"));
        }
    }

    @Test
    void logThatCannotBeOpened_isTheEnd() throws Exception {
        try (Site site = new Site(dir).conf("error_log none/e.log;\nevents { }\n")) {
            assertEquals(1, site.run());
            assertEquals(
                    "nginx: [emerg] open() \"" + site.path("none/e.log") + "\" failed (2: No such file or directory)\n",
                    site.output());
        }
    }

    @Test
    void signalWithoutProcess_fails() throws Exception {
        try (Site site = new Site(dir).conf("events { }\n")) {
            assertEquals(1, site.run("-s", "reload"));
            assertEquals(
                    "nginx: [error] open() \"" + site.path("logs/nginx.pid")
                            + "\" failed (2: No such file or directory)\n",
                    site.output());
            Files.writeString(site.path("logs/nginx.pid"), "nothing\n");
            assertEquals(1, site.run("-s", "reload"));
            assertEquals(
                    "nginx: [error] invalid PID number \"nothing\" in \"" + site.path("logs/nginx.pid") + "\"\n",
                    site.output());
        }
    }
}

package io.postern.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd is told, by a service of Type=notify. */
class SupervisorIT {
    /** A systemd of few words: binds the socket, says so, and prints each message on a line. */
    private static final String LISTENER = """
            import socket, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.bind(sys.argv[1])
            print("bound", flush=True)
            while True:
                print(s.recv(4096).decode().replace("\\n", " "), flush=True)
            """;

    @TempDir
    Path dir;

    @BeforeEach
    void packaged() {
        Site.assumePackaged();
    }

    @Test
    void systemd_hearsOfStart_reloadAndEnd() throws Exception {
        Path socket = dir.resolve("notify");
        Process systemd = python(socket);
        String launcher = Path.of("bin/postern").toAbsolutePath().toString();
        try (BufferedReader told =
                        new BufferedReader(new InputStreamReader(systemd.getInputStream(), StandardCharsets.US_ASCII));
                Site site = new Site(dir, "env", "NOTIFY_SOCKET=" + socket, launcher)
                        .conf("error_log logs/error.log notice; events { } mail { auth_http 127.0.0.1:1;"
                                + " server { listen 127.0.0.1:" + Site.freePort() + "; protocol imap; } }")) {
            assertEquals("bound", told.readLine());
            Process process = site.foreground();
            String ready = "READY=1 MAINPID=" + process.pid();
            assertEquals(ready, told.readLine());
            site.signal("HUP");
            String reloading = told.readLine();
            assertTrue(reloading.matches("RELOADING=1 MONOTONIC_USEC=\\d+"), reloading);
            assertEquals(ready, told.readLine());
            site.signal("QUIT");
            assertEquals("STOPPING=1", told.readLine());
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
            assertEquals(0, process.exitValue());
        } finally {
            systemd.destroy();
        }
    }

    /** The older process is not the service any more, and a newer one that is given up was it for a while. */
    @Test
    void upgrade_theServiceGoesOn() throws Exception {
        Path socket = dir.resolve("notify");
        Process systemd = python(socket);
        String launcher = Path.of("bin/postern").toAbsolutePath().toString();
        try (BufferedReader told =
                        new BufferedReader(new InputStreamReader(systemd.getInputStream(), StandardCharsets.US_ASCII));
                Site site = new Site(dir, "env", "NOTIFY_SOCKET=" + socket, launcher)
                        .conf("error_log logs/error.log notice; events { } mail { auth_http 127.0.0.1:1;"
                                + " server { listen 127.0.0.1:" + Site.freePort() + "; protocol imap; } }")) {
            assertEquals("bound", told.readLine());
            Process process = site.foreground();
            int old = (int) process.pid();
            assertEquals("READY=1 MAINPID=" + old, told.readLine());
            int given = successor(site, told, old);
            Site.signal("TERM", given);
            assertEquals("READY=1 MAINPID=" + old, told.readLine());
            site.until("the old name is back", () -> site.pid() == old);
            int fresh = successor(site, told, old);
            Site.signal("QUIT", old);
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
            Site.signal("HUP", fresh);
            String reloading = told.readLine();
            assertTrue(reloading.startsWith("RELOADING=1 "), reloading);
            assertEquals("READY=1 MAINPID=" + fresh, told.readLine());
            Site.signal("QUIT", fresh);
            assertEquals("STOPPING=1", told.readLine());
            site.untilGone(fresh);
        } finally {
            systemd.destroy();
        }
    }

    /** What {@code systemctl stop} does while an older process still has sessions: all processes of the service are sent SIGQUIT. */
    @Test
    void stopAfterAnUpgrade_letsSessionsOfTheOlderProcessEnd() throws Exception {
        int port = Site.freePort();
        try (Site site = new Site(dir)
                .conf("error_log logs/error.log notice; events { } mail { auth_http 127.0.0.1:1; server_name localhost;"
                        + " server { listen 127.0.0.1:" + port + "; protocol imap; } }")) {
            assertTrue(Files.readString(Path.of("src/dist/systemd/postern.service"))
                    .contains("\nKillSignal=SIGQUIT\nKillMode=control-group\n"));
            Process process = site.foreground();
            int old = (int) process.pid();
            try (MailClient client = new MailClient(port)) {
                Site.signal("USR2", old);
                site.until("another pid", () -> site.pid() > 0 && site.pid() != old);
                int fresh = site.pid();
                site.untilLogged(fresh + "#" + fresh + ": start worker processes");
                Site.signal("QUIT", old);
                Site.signal("QUIT", fresh);
                site.untilGone(fresh);
                assertThrows(IOException.class, () -> new MailClient(port));
                client.say("a NOOP");
                client.expect("a OK completed");
            }
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
            assertEquals(0, process.exitValue());
            assertFalse(Files.exists(site.path("logs/nginx.pid")));
            assertFalse(Files.exists(site.path("logs/nginx.pid.oldbin")));
        }
    }

    private static int successor(Site site, BufferedReader told, int old) throws Exception {
        Site.signal("USR2", old);
        String main = told.readLine();
        assertTrue(main.matches("MAINPID=\\d+"), main);
        assertEquals("READY=1 " + main, told.readLine());
        int fresh = Integer.parseInt(main.substring(8));
        site.until("its pid file is written", () -> site.pid() == fresh);
        return fresh;
    }

    /** It is systemd's: whoever is started next finds it where it was. */
    @Test
    void unixSocketOfSystemd_keepsItsFile() throws Exception {
        String launcher = Path.of("bin/postern").toAbsolutePath().toString();
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/systemd-socket-activate")),
                "systemd-socket-activate is not installed");
        Path file = dir.resolve("mail.sock");
        try (Site site = new Site(
                        dir,
                        "/usr/bin/systemd-socket-activate",
                        "-E",
                        "PATH",
                        "-E",
                        "JAVA_HOME=" + System.getProperty("java.home"),
                        "-l",
                        file.toString(),
                        launcher)
                .conf("error_log logs/error.log notice; events { } mail { auth_http 127.0.0.1:1; server_name localhost;"
                        + " server { listen unix:" + file + "; protocol imap; } }")) {
            Process process = site.begin(site.path("out.txt"), "-g", "daemon off;");
            site.until("systemd listens", () -> Files.exists(file) || !process.isAlive());
            greeted(file);
            int old = site.pid();
            Site.signal("USR2", old);
            site.until("another pid", () -> site.pid() > 0 && site.pid() != old);
            int fresh = site.pid();
            site.untilLogged(fresh + "#" + fresh + ": start worker processes");
            Site.signal("QUIT", old);
            site.untilGone(old);
            greeted(file);
            Site.signal("QUIT", fresh);
            site.untilGone(fresh);
            assertTrue(Files.exists(file), site::log);
            assertFalse(site.log().contains("[emerg]"), site::log);
        }
    }

    private static void greeted(Path file) throws IOException {
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
            ByteBuffer said = ByteBuffer.allocate(100);
            client.read(said);
            assertTrue(new String(said.array(), StandardCharsets.US_ASCII).startsWith("* OK IMAP4 ready"));
        }
    }

    /** The program's own bind would fail: the socket is there already. */
    @Test
    void socketsOfSystemd_areUsed() throws Exception {
        int handed = Site.freePort();
        int own = Site.freePort();
        String launcher = Path.of("bin/postern").toAbsolutePath().toString();
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/systemd-socket-activate")),
                "systemd-socket-activate is not installed");
        try (Site site = new Site(
                        dir,
                        "/usr/bin/systemd-socket-activate",
                        "-E",
                        "PATH",
                        "-E",
                        "JAVA_HOME=" + System.getProperty("java.home"),
                        "-l",
                        "127.0.0.1:" + handed,
                        launcher)
                .conf("error_log logs/error.log notice; events { } mail { auth_http 127.0.0.1:1; server_name localhost;"
                        + " server { listen 127.0.0.1:" + handed + "; protocol imap; }"
                        + " server { listen 127.0.0.1:" + own + "; protocol imap; } }")) {
            Path out = site.path("out.txt");
            Process process = site.begin(out, "-g", "daemon off;");
            // the program is started when the first client comes, and that one is its
            site.until(
                    "systemd listens",
                    () -> site.text("out.txt").contains("Listening on 127.0.0.1:" + handed) || !process.isAlive());
            new MailClient(handed).close();
            assertEquals(process.pid(), site.pid());
            new MailClient(handed).close();
            new MailClient(own).close();
            assertFalse(site.log().contains("bind()"), site::log);
            site.signal("HUP");
            site.untilLogged("gracefully shutting down");
            new MailClient(handed).close();
            site.signal("QUIT");
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
            assertEquals(0, process.exitValue());
        }
    }

    private static Process python(Path socket) {
        try {
            return new ProcessBuilder("python3", "-c", LISTENER, socket.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            Assumptions.abort("python3 is not installed");
            throw new IllegalStateException(e);
        }
    }
}

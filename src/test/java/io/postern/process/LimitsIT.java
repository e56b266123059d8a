package io.postern.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Out of connections and out of descriptors: nginx's lines, nobody spins, and it passes. */
class LimitsIT {
    private static final String BODY = """
            %s
            error_log logs/error.log info;
            events { worker_connections %d; }
            mail { auth_http 127.0.0.1:1; server_name localhost;
                server { listen 127.0.0.1:%d; protocol imap; } server { listen 127.0.0.1:%d; protocol imap; } }
            """;

    @TempDir
    Path dir;

    @BeforeEach
    void packaged() {
        Site.assumePackaged();
    }

    @Test
    void workerConnections_countListenersToo() throws Exception {
        int port = Site.freePort();
        try (Site site = new Site(dir).conf(BODY.formatted("", 10, port, Site.freePort()))) {
            assertEquals(0, site.run(), site::output);
            List<MailClient> clients = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                clients.add(new MailClient(port));
            }
            assertThrows(IOException.class, () -> new MailClient(port));
            site.untilLogged("[alert]");
            assertTrue(site.log().endsWith("10 worker_connections are not enough\n"), site::log);
            clients.get(0).close();
            site.until("there is room again", () -> greets(port));
            for (MailClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void outOfDescriptors_isSaid_andPasses() throws Exception {
        int port = Site.freePort();
        String few = "ulimit -Sn 500; exec \"$0\" \"$@\"";
        try (Site site = new Site(
                        dir,
                        "bash",
                        "-c",
                        few,
                        Path.of("bin/postern").toAbsolutePath().toString())
                .conf(BODY.formatted("worker_rlimit_nofile 90;", 1000, port, Site.freePort()))) {
            assertEquals(0, site.run(), site::output);
            assertTrue(
                    site.log().contains("[warn]")
                            && site.log().contains("1000 worker_connections exceed open file resource limit: 90\n"),
                    site::log);
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
            }
            site.untilLogged("accept4() failed (24: Too many open files)");
            Site.pause(2000);
            long lines = site.log().lines().filter(l -> l.contains("accept4()")).count();
            assertTrue(lines < 10, "a line each half second, not a busy loop: " + lines);
            for (Socket client : clients) {
                client.close();
            }
            site.until("it has passed", () -> greets(port));
            assertFalse(site.log().contains("[emerg]"), site::log);
        }
    }

    /** A client is in already when no socket is left to ask the auth server with. */
    @Test
    void outOfDescriptorsWhileAsking_isAnInternalError_andPasses() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "prlimit is not installed");
        int port = Site.freePort();
        // who it stays, so that its limits can be set from here
        try (Site site = new Site(dir).conf(BODY.formatted("user root;", 100, port, Site.freePort()))) {
            Process process = site.foreground();
            try (MailClient client = new MailClient(port)) {
                descriptors(process, "3:");
                client.say("a LOGIN joe secret");
                client.expect("* BAD internal server error");
                assertTrue(client.ended());
                descriptors(process, "400:");
            }
            site.untilLogged("[alert] ");
            assertTrue(
                    site.log().contains("socket() failed (24: Too many open files) while in http auth state, client: "),
                    site::log);
            assertTrue(greets(port));
        }
    }

    /** What the JDK opens files and libraries for at its first use has been used by then: chance, and sockets for datagrams. */
    @Test
    void outOfDescriptors_theFirstChallengeAndTheFirstLineToSyslog_doWithout() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "prlimit is not installed");
        int port = Site.freePort();
        String conf = BODY.formatted("user root;", 100, port, Site.freePort())
                .replace(
                        "server_name",
                        "imap_auth cram-md5; error_log syslog:server=127.0.0.1:" + Site.freePort()
                                + " error; server_name");
        try (Site site = new Site(dir).conf(conf)) {
            Process process = site.foreground();
            try (MailClient client = new MailClient(port)) {
                descriptors(process, "3:");
                client.say("a AUTHENTICATE CRAM-MD5");
                assertTrue(client.hear().startsWith("+ "));
                client.say("*");
                client.expect("a BAD invalid command");
                client.say("b LOGIN joe secret");
                client.expect("* BAD internal server error");
                assertTrue(client.ended());
                descriptors(process, "400:");
            }
            site.untilLogged("socket() failed (24: Too many open files) while logging to syslog, server: 127.0.0.1:");
            assertTrue(greets(port));
        }
    }

    @Test
    void outOfDescriptorsForAnUpstream_isAnswered_andPasses() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "prlimit is not installed");
        int port = Site.freePort();
        String http = "http { http_serve on; access_log off; server { listen 127.0.0.1:%d;"
                + " location = /here { return 204; } location / { proxy_pass http://127.0.0.1:1; } } }";
        try (Site site = new Site(dir)
                .conf(BODY.formatted("user root;", 100, Site.freePort(), Site.freePort()) + http.formatted(port))) {
            Process process = site.foreground();
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.setSoTimeout(30_000);
                // it is served, so it has been accepted
                client.getOutputStream()
                        .write("GET /here HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertEquals('H', client.getInputStream().read());
                descriptors(process, "3:");
                client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                String reply = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertTrue(reply.contains("\r\n\r\nHTTP/1.1 500 Internal Server Error\r\n"), reply);
                descriptors(process, "400:");
            }
            site.untilLogged("socket() failed (24: Too many open files) while connecting to upstream, client: ");
        }
    }

    private static void descriptors(Process process, String limits) throws Exception {
        Process set = new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), "--nofile=" + limits)
                .inheritIO()
                .start();
        assertEquals(0, set.waitFor());
    }

    @Test
    void outOfMemory_isSaid_andIsTheEnd() throws Exception {
        int port = Site.freePort();
        String launcher = Path.of("bin/postern").toAbsolutePath().toString();
        try (Site site = new Site(dir, "env", "POSTERN_JAVA_OPTS=-Xmx24m", launcher)
                .conf(BODY.formatted("", 1000, port, Site.freePort())
                        .replace("server_name", "imap_client_buffer 1m; server_name"))) {
            Process process = site.foreground();
            String line = "a LOGIN " + "x".repeat(900_000);
            List<MailClient> clients = new ArrayList<>();
            try {
                for (int i = 0; i < 100; i++) {
                    clients.add(new MailClient(port));
                    clients.get(i).say(line);
                }
            } catch (IOException e) {
                // the end has come already; else it comes when all of this is read
            }
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
            assertNotEquals(0, process.exitValue());
            site.untilLogged("[alert] " + process.pid() + "#" + process.pid() + ": out of memory, exiting\n");
            for (MailClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void failureOfTheJvm_isSaid_andTheNextOneBindsAtOnce() throws Exception {
        String launcher = Path.of("bin/postern").toAbsolutePath().toString();
        try (Site site = new Site(dir, "env", "POSTERN_JAVA_OPTS=-XX:ErrorFile=" + dir.resolve("hs.log"), launcher)
                .conf(BODY.formatted("", 100, Site.freePort(), Site.freePort()))) {
            Process process = site.foreground();
            site.untilLogged("start worker processes");
            site.signal("SEGV");
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
            assertNotEquals(0, process.exitValue());
            site.untilLogged("[alert] " + process.pid() + "#" + process.pid() + ": the JVM failed, exiting\n");
            assertEquals(0, site.run(), site::output);
            assertFalse(site.log().contains("bind() to"), site::log);
        }
    }

    /** Runs with a class of ours where it does not find the others: whoever needs it meets an Error. */
    private Site torn(String name, int imap, int pop3) throws Exception {
        // it is read when the process is the user's already
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path ahead = dir.resolve("ahead");
        Files.createDirectories(ahead.resolve(name).getParent());
        Files.copy(Path.of("target/classes").resolve(name), ahead.resolve(name));
        String launcher = Path.of("bin/postern").toAbsolutePath().toString();
        return new Site(dir, "env", "POSTERN_JAVA_OPTS=-Xbootclasspath/a:" + ahead, launcher)
                .conf(BODY.formatted("", 100, imap, pop3).replace(pop3 + "; protocol imap", pop3 + "; protocol pop3"));
    }

    @Test
    void errorInASession_isSaid_andCostsThatSession() throws Exception {
        int port = Site.freePort();
        try (Site site = torn("io/postern/sasl/Plain.class", port, Site.freePort())) {
            Process process = site.foreground();
            try (MailClient before = new MailClient(port)) {
                for (int i = 0; i < 2; i++) {
                    try (MailClient client = new MailClient(port)) {
                        client.say("a AUTHENTICATE PLAIN AGEAYg==");
                        assertTrue(client.ended());
                    }
                }
                site.untilLogged("session failed: java.lang.");
                assertTrue(site.log().contains("[alert] "), site::log);
                before.say("a NOOP");
                before.expect("a OK completed");
            }
            site.signal("QUIT");
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
            assertEquals(0, process.exitValue());
        }
    }

    @Test
    void errorInTheEventLoop_isSaid_andIsTheEnd() throws Exception {
        int port = Site.freePort();
        int pop3 = Site.freePort();
        try (Site site = torn("io/postern/pop3/Pop3Client.class", port, pop3)) {
            Process process = site.foreground();
            new MailClient(port).close();
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), pop3)) {
                assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends while " + client + " is there");
            }
            assertEquals(1, process.exitValue());
            assertTrue(site.log().contains("NoClassDefFoundError"), site::log);
            assertTrue(site.log().contains("[alert] "), site::log);
            assertTrue(site.log().endsWith(" has ended\n"), site::log);
        }
    }

    private static boolean greets(int port) {
        try {
            new MailClient(port, 3000).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

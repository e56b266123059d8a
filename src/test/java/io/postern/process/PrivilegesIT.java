package io.postern.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of root, and what can still be done: as root on loopback. The folder is root's alone (0700). */
class PrivilegesIT {
    private static final String NO_CAPABILITIES = "0000000000000000";

    @TempDir
    Path dir;

    @BeforeEach
    void root() {
        Site.assumePackaged();
        Site.assumeRoot();
    }

    private static String conf(String main, String servers) {
        return """
                error_log logs/error.log notice;
                user nobody %s;
                %s
                events { }
                mail { auth_http 127.0.0.1:1; server_name localhost; %s }
                """.formatted(ProcessUser.NOBODYS_GROUP, main, servers);
    }

    private static String server(int port, String more) {
        return "server { listen 127.0.0.1:" + port + "; protocol imap; " + more + " }\n";
    }

    /** A port that only root may bind and that is free. */
    private static int lowPort() throws IOException {
        for (int port = 1000; port > 600; port--) {
            try (java.net.ServerSocket socket =
                    new java.net.ServerSocket(port, 1, java.net.InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // taken
            }
        }
        throw new IOException("no free port below 1024");
    }

    private static String owner(Path file) {
        try {
            return Files.getOwner(file).getName();
        } catch (IOException notThere) {
            return "";
        }
    }

    private static String mode(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException notThere) {
            return "";
        }
    }

    @Test
    void dropped_yetReloadReopenAndQuitWork() throws Exception {
        int first = lowPort();
        int port = Site.freePort();
        try (Site site = new Site(dir).conf(conf("", server(first, "")))) {
            assertEquals(0, site.run(), site::output);
            new MailClient(first).close();
            int pid = site.pid();
            assertIdentity(site, pid);

            X509Bundle bundle = new CertificateBuilder()
                    .subject("CN=localhost")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
            Path key = site.path("key.pem");
            Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(key, bundle.getPrivateKeyPEM());
            Files.writeString(site.path("cert.pem"), bundle.getCertificatePathPEM());
            String tls = "starttls on; ssl_certificate cert.pem; ssl_certificate_key key.pem;";
            int second = lowPort();
            site.conf(conf("", server(first, "") + server(second, tls) + server(port, "")));
            site.signal("HUP");
            site.untilLogged("gracefully shutting down");
            new MailClient(second).close();
            new MailClient(port).close();
            assertIdentity(site, pid);

            Files.move(site.path("logs/error.log"), site.path("logs/error.log.1"));
            Files.createFile(
                    site.path("logs/error.log"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---r-----")));
            site.signal("USR1");
            // it is made as root's and given away afterwards, as by nginx
            site.until("the log is there anew, and nobody's", () -> owner(site.path("logs/error.log"))
                    .equals("nobody"));
            assertEquals(0, Files.getAttribute(site.path("logs/error.log"), "unix:gid"), "as nginx's master makes it");
            site.until("nobody may write it", () -> mode(site.path("logs/error.log"))
                    .equals("rw-r-----"));
            assertIdentity(site, pid);

            site.signal("QUIT");
            site.untilGone(pid);
            assertFalse(Files.exists(site.path("logs/nginx.pid")), "root's folder, yet the file is removed");
            assertFalse(Files.exists(Path.of("/tmp/.java_pid" + pid)), "and so is the JVM's socket");
        }
    }

    @Test
    void reload_judgesTheUserAsRoot_andMakesRootsFiles() throws Exception {
        int port = Site.freePort();
        try (Site site = new Site(dir).conf(conf("", server(port, "")))) {
            assertEquals(0, site.run(), site::output);
            int pid = site.pid();
            site.conf(conf("pid x.pid;", server(port, "")).replace("logs/error.log", "logs/two.log"));
            site.signal("HUP");
            site.until("the new pid file is written", () -> site.pidIn("x.pid") == pid);
            site.until("the new log is there", () -> Files.exists(site.path("logs/two.log")));
            site.untilLogged("exiting");
            assertEquals("root", Files.getOwner(site.path("x.pid")).getName());
            assertEquals("root", Files.getOwner(site.path("logs/two.log")).getName());
            site.conf(conf("", server(port, ""))
                    .replace("logs/error.log", "logs/two.log")
                    .replaceFirst("user .*;", "user daemon; pid x.pid;"));
            Site.signal("HUP", pid);
            site.until("the other user is spoken of", () -> site.text("logs/two.log")
                    .contains("[warn] " + pid + "#" + pid + ": \"user\" takes effect at the next start, ignored\n"));
            site.conf("user nosuchuser; events { }");
            Site.signal("HUP", pid);
            site.until("the user is refused", () -> site.text("logs/two.log")
                    .contains("[emerg] " + pid + "#" + pid + ": getpwnam(\"nosuchuser\") failed in "));
            assertFalse(site.text("logs/two.log").contains("super-user privileges"), site::log);
            assertIdentity(site, pid);
            new MailClient(port).close();
            Site.signal("TERM", pid);
            site.untilGone(pid);
        }
    }

    @Test
    void newBinary_dropsToo() throws Exception {
        int low = lowPort();
        try (Site site = new Site(dir).conf(conf("", server(low, "")))) {
            assertEquals(0, site.run(), site::output);
            int old = site.pid();
            site.signal("USR2");
            site.until("a new pid file", () -> site.pid() > 0 && site.pid() != old && Site.alive(site.pid()));
            int fresh = site.pid();
            Site.signal("QUIT", old);
            site.untilGone(old);
            new MailClient(low).close();
            assertIdentity(site, fresh);
            int other = lowPort();
            site.conf(conf("", server(low, "") + server(other, "")));
            site.signal("HUP");
            site.until("the new port is served", () -> serves(other));
        }
    }

    /** Where names come from more than files, whoever looks them up leaves an errno behind that says nothing of the result. */
    @Test
    void otherUser_isDroppedToAsWell() throws Exception {
        int low = lowPort();
        try (Site site = new Site(dir).conf(conf("", server(low, "")).replaceFirst("user .*;", "user daemon;"))) {
            assertEquals(0, site.run(), site::output);
            new MailClient(low).close();
            String status = status(Path.of("/proc/" + site.pid()));
            assertTrue(status.contains("Uid:\t1\t1\t1\t1\n"), status);
        }
    }

    @Test
    void userRoot_getsItsLogsBack() throws Exception {
        try (Site site = new Site(dir).conf("error_log logs/error.log notice; user root; events { }")) {
            assertEquals(0, site.run(), site::output);
            Files.setAttribute(site.path("logs/error.log"), "unix:uid", 1);
            site.signal("USR1");
            site.until("the log is root's", () -> owner(site.path("logs/error.log"))
                    .equals("root"));
        }
    }

    private static boolean serves(int port) {
        try {
            new MailClient(port).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What the system says of a thread; nothing of one that has ended meanwhile, as compilers' do. */
    private static String status(Path task) {
        try {
            return Files.readString(task.resolve("status"), StandardCharsets.ISO_8859_1);
        } catch (IOException ended) {
            return "";
        }
    }

    private static boolean isAllTheUsers(int pid) {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks.toList()) {
                String status = status(task);
                if (!status.isEmpty() && !status.contains("Uid:\t65534\t65534\t65534\t65534\n")) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** All threads are the user's with no group of root's; all but one have no capability at all. */
    private static void assertIdentity(Site site, int pid) throws IOException {
        // the one thread is root while it reads keys and makes files
        site.until("every thread is the user's again", () -> isAllTheUsers(pid));
        List<String> capable = new ArrayList<>();
        int threads = 0;
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks.toList()) {
                String status = status(task);
                if (status.isEmpty()) {
                    continue;
                }
                threads++;
                assertTrue(status.contains("Uid:\t65534\t65534\t65534\t65534\n"), status);
                assertTrue(
                        status.lines().noneMatch(l -> l.startsWith("Groups:") && l.matches("Groups:\\s+(.* )?0( .*)?")),
                        status);
                for (String set : List.of("CapPrm", "CapEff")) {
                    if (!status.contains(set + ":\t" + NO_CAPABILITIES)) {
                        capable.add(status.lines().findFirst().orElse("") + " " + set);
                    }
                }
            }
        }
        assertTrue(threads > 3, "threads: " + threads);
        assertEquals(2, capable.size(), () -> "both sets of one thread: " + capable);
    }
}

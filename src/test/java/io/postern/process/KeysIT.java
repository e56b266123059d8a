package io.postern.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.postern.side.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A key in root's file is nobody else's after the drop to {@code user}: another user reads neither the file nor the process that holds
 * it, and it is written nowhere. As root on loopback.
 */
class KeysIT {
    /** Prints what can be read of the process whose number is given; one that has just ended has empty files for everybody. */
    private static final String PROBE = """
            (: < /proc/$0/mem) 2>/dev/null && echo mem
            for f in maps environ auxv syscall io; do
                test -n "$(head -c 1 /proc/$0/$f 2>/dev/null)" && echo $f
            done
            for t in /proc/$0/task/*; do
                (: < $t/mem) 2>/dev/null && echo $t
            done
            ls /proc/$0/fd/ /proc/$0/cwd/ >/dev/null 2>&1 && echo fd
            true""";

    private static final String NOBODY = "65534";
    private static final String ANOTHER = "1";

    @TempDir
    Path dir;

    @BeforeEach
    void root() throws Exception {
        Site.assumeRoot();
        try {
            Assumptions.assumeTrue(said("setpriv", "--version").contains("util-linux"), "needs setpriv");
        } catch (IOException e) {
            Assumptions.abort("needs setpriv");
        }
    }

    @Test
    void key_isNobodyElses() throws Exception {
        Site.assumePackaged();
        try (Site site = new Site(dir)) {
            play(site);
        }
    }

    /** An nginx worker can be read by its own user; here that would be the way to the capabilities that one thread keeps. */
    @Test
    void process_isClosedToItsOwnUserToo() throws Exception {
        Site.assumePackaged();
        try (Site site = new Site(dir)) {
            int port = Site.freePort();
            String user = "error_log logs/error.log notice; user nobody " + ProcessUser.NOBODYS_GROUP + ";";
            String server = "server { listen 127.0.0.1:" + port + "; protocol imap; }";
            site.conf(user + " events { } mail { auth_http 127.0.0.1:1; " + server + " }");
            assertEquals(0, site.run(), site::output);
            site.until("the pid file is written", () -> site.pid() > 0);
            int pid = site.pid();
            assertTrue(as(NOBODY, "exec sh -c '" + PROBE + "' $$").contains("mem"), "the probe finds what there is");
            assertEquals("", as(NOBODY, PROBE, String.valueOf(pid)));
            site.signal("HUP");
            site.untilLogged("gracefully shutting down");
            assertEquals("", as(NOBODY, PROBE, String.valueOf(pid)));
            site.signal("QUIT");
            site.untilGone(pid);
        }
    }

    @Test
    void key_isNobodyElsesInNginx() throws Exception {
        Optional<Program> nginx = Program.nginx();
        Assumptions.assumeTrue(
                nginx.isPresent() && nginx.get().isAtLeast("1.31.5"), "needs nginx 1.31.5 with mail (POSTERN_NGINX)");
        try (Site site = new Site(dir, nginx.get().command().toArray(String[]::new))) {
            play(site);
        }
    }

    private static void play(Site site) throws Exception {
        String secret = write(site);
        int port = Site.freePort();
        site.conf("""
                error_log logs/error.log notice;
                user nobody %s;
                events { }
                mail {
                    auth_http 127.0.0.1:1;
                    server {
                        listen 127.0.0.1:%d ssl;
                        protocol imap;
                        ssl_certificate cert.pem;
                        ssl_certificate_key key.pem;
                    }
                }
                """.formatted(ProcessUser.NOBODYS_GROUP, port));
        assertEquals(0, site.run(), site::output);
        // nginx's command has ended before that
        site.until("the pid file is written", () -> site.pid() > 0);
        site.untilLogged("start worker process");
        int pid = site.pid();
        unreadable(site, pid, secret);
        site.signal("HUP");
        site.untilLogged("gracefully shutting down");
        unreadable(site, pid, secret);
        site.signal("QUIT");
        site.untilGone(pid);
        assertEquals(List.of("key.pem"), holding(site, secret));
    }

    /** Makes certificate and key; a line of the key. */
    private static String write(Site site) throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Path key = site.path("key.pem");
        Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, bundle.getPrivateKeyPEM());
        Files.writeString(site.path("cert.pem"), bundle.getCertificatePathPEM());
        return bundle.getPrivateKeyPEM().lines().skip(2).findFirst().orElseThrow();
    }

    /** Neither the process nor those that it has started. */
    private static void unreadable(Site site, int pid, String secret) throws Exception {
        assertTrue(asAnother("exec sh -c '" + PROBE + "' $$").contains("mem"), "the probe finds what there is");
        List<Long> all = new ArrayList<>(List.of((long) pid));
        ProcessHandle.of(pid).orElseThrow().children().forEach(child -> all.add(child.pid()));
        for (long one : all) {
            assertEquals("", asAnother(PROBE, String.valueOf(one)));
        }
        assertEquals(List.of("key.pem"), holding(site, secret));
    }

    private static String asAnother(String script, String... arguments) throws Exception {
        return as(ANOTHER, script, arguments);
    }

    private static String as(String id, String script, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("setpriv", "--reuid=" + id, "--regid=" + id, "--clear-groups", "sh", "-c", script));
        command.addAll(List.of(arguments));
        return said(command.toArray(String[]::new));
    }

    private static String said(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return out;
    }

    /** The files of the prefix in which that stands. */
    private static List<String> holding(Site site, String secret) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(site.path("."))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(secret)) {
                    found.add(file.getFileName().toString());
                }
            }
        }
        return found;
    }
}

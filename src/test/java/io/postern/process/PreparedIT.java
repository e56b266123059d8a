package io.postern.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The run that follows a build has seen all that a start with TLS and a login load: nothing is looked for in our jars again. */
class PreparedIT {
    @TempDir
    Path dir;

    @Test
    void startWithTlsAndLogin_loadNoClassFromAJar() throws Exception {
        Site.assumePackaged();
        assumeTrue(archived(), "target/classes-* is not there: nothing has been prepared for this JDK");
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.writeString(dir.resolve("c.pem"), bundle.getCertificatePathPEM());
        Files.writeString(dir.resolve("k.pem"), bundle.getPrivateKeyPEM());
        int port = Site.freePort();
        String program = Path.of("bin/postern").toAbsolutePath().toString();
        try (MailServers servers = new MailServers();
                Site site = new Site(
                        dir,
                        "/usr/bin/env",
                        "POSTERN_JAVA_OPTS=-Xlog:class+load:file=" + dir.resolve("loaded.txt"),
                        program)) {
            site.conf("""
                            error_log logs/error.log notice;
                            events { }
                            mail {
                                auth_http 127.0.0.1:%d;
                                ssl_certificate c.pem;
                                ssl_certificate_key k.pem;
                                server { listen 127.0.0.1:%d; protocol imap; starttls on; }
                            }
                            """.formatted(servers.authPort(), port)).foreground();
            try (MailClient client = new MailClient(port)) {
                client.login().noop();
            }
            assertEquals(
                    List.of(),
                    site.text("loaded.txt")
                            .lines()
                            .filter(line -> line.contains(" source: file:"))
                            .toList());
        }
    }

    @Test
    void testOfAFileWithoutTls_loadsNeitherNettyNorTls() throws Exception {
        Site.assumePackaged();
        Files.createDirectories(dir.resolve("logs"));
        Files.writeString(dir.resolve("nginx.conf"), """
                error_log logs/error.log notice;
                events { worker_connections 64; }
                mail {
                    auth_http 127.0.0.1:1/auth;
                    auth_http_header X-Key "a b";
                    server { listen 127.0.0.1:%d; protocol imap; imap_client_buffer 8k; }
                    server { listen 127.0.0.1:%d; protocol pop3; proxy_timeout 1h; }
                    server { listen 127.0.0.1:%d; protocol smtp; smtp_auth plain; }
                }
                """.formatted(Site.freePort(), Site.freePort(), Site.freePort()));
        ProcessBuilder test = new ProcessBuilder(
                        "bin/postern",
                        "-tqp",
                        dir + "/",
                        "-c",
                        dir.resolve("nginx.conf").toString())
                .inheritIO();
        test.environment().put("POSTERN_JAVA_OPTS", "-Xlog:class+load:file=" + dir.resolve("loaded.txt"));
        Process process = test.start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
        assertEquals(0, process.exitValue());
        assertEquals(
                List.of(),
                Files.readAllLines(dir.resolve("loaded.txt")).stream()
                        .filter(line ->
                                line.matches(".*] (io\\.netty|javax\\.net\\.ssl|javax\\.crypto|org\\.xbill)\\..*"))
                        .toList());
    }

    /** Whether the JVM of this test has an archive that is younger than what it is of. */
    private static boolean archived() throws IOException {
        FileTime built = Files.getLastModifiedTime(Path.of("target/postern.jar"));
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            for (Path file : files.toList()) {
                if (file.getFileName()
                                .toString()
                                .startsWith("classes-" + Runtime.version().feature() + "-")
                        && Files.getLastModifiedTime(file).compareTo(built) > 0) {
                    return true;
                }
            }
        }
        return false;
    }
}

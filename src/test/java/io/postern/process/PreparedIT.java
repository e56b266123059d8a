package io.postern.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
        try (FakeMailServers servers = new FakeMailServers();
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
        test.environment().put("POSTERN_JAVA_OPTS", "-Xlog:class+init:file=" + dir.resolve("loaded.txt"));
        Process process = test.start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
        assertEquals(0, process.exitValue());
        assertEquals(
                List.of(),
                Files.readAllLines(dir.resolve("loaded.txt")).stream()
                        .filter(line ->
                                line.matches(".* Initializing '(io/netty|javax/net/ssl|javax/crypto|org/xbill)/.*"))
                        .toList());
    }

    /** As one made while the jar was being replaced: younger than the jar, but of another. */
    @Test
    void archiveOfAnEarlierJar_isMadeAnew() throws Exception {
        Path jar = installed();
        for (Path name : archive(Path.of("target"))) {
            Path copy = jar.resolveSibling(name.getFileName());
            Files.copy(name, copy);
            if (name.toString().endsWith(".of")) {
                Files.writeString(copy, jar.toString());
                FileTime before =
                        FileTime.from(Files.getLastModifiedTime(jar).toInstant().plusSeconds(1));
                Files.setLastModifiedTime(copy, before);
            }
        }
        assertRenewed(jar);
    }

    @Test
    void archiveOfAJarElsewhere_isMadeAnew() throws Exception {
        Path jar = installed();
        for (Path name : archive(Path.of("target"))) {
            Files.copy(name, jar.resolveSibling(name.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
        }
        assertRenewed(jar);
    }

    /** A copy of the program, without what is prepared; its jar is as old as the one it is of. */
    private Path installed() throws IOException {
        Site.assumePackaged();
        assumeTrue(archived(), "target/classes-* is not there: nothing has been prepared for this JDK");
        Files.createDirectories(dir.resolve("bin"));
        Files.createDirectories(dir.resolve("target/lib"));
        try (Stream<Path> libraries = Files.list(Path.of("target/lib"))) {
            for (Path library : libraries.toList()) {
                Path copy = dir.resolve("target/lib").resolve(library.getFileName());
                Files.copy(library, copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        Files.copy(Path.of("bin/postern"), dir.resolve("bin/postern"), StandardCopyOption.COPY_ATTRIBUTES);
        Path jar = dir.resolve("target/postern.jar");
        return Files.copy(Path.of("target/postern.jar"), jar, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private void assertRenewed(Path jar) throws IOException, InterruptedException {
        assertEquals(0, program("POSTERN_PREPARE", "1", "-v"));
        assertEquals(0, program("POSTERN_JAVA_OPTS", "-Xlog:class+load:file=" + dir.resolve("loaded.txt"), "-h"));
        assertEquals(
                List.of(),
                Files.readAllLines(dir.resolve("loaded.txt")).stream()
                        .filter(line -> line.contains(" source: file:"))
                        .toList());
        assertEquals(
                jar.toString(), Files.readString(archive(dir.resolve("target")).get(1)));
    }

    private int program(String variable, String value, String argument) throws IOException, InterruptedException {
        ProcessBuilder program =
                new ProcessBuilder(dir.resolve("bin/postern").toString(), argument).redirectErrorStream(true);
        program.redirectOutput(dir.resolve("said").toFile());
        program.environment().put(variable, value);
        return program.start().waitFor();
    }

    /** Whether the JVM of this test has an archive of the jar as it is. */
    private static boolean archived() throws IOException {
        List<Path> archive = archive(Path.of("target"));
        return archive.size() == 2
                && Files.getLastModifiedTime(archive.get(1))
                        .equals(Files.getLastModifiedTime(Path.of("target/postern.jar")));
    }

    /** The archive of the JVM of this test, and the file that says what it is of. */
    private static List<Path> archive(Path folder) throws IOException {
        String start = "classes-" + Runtime.version().feature() + "-";
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(start))
                    .sorted()
                    .toList();
        }
    }
}

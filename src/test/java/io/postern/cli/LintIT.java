package io.postern.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.postern.directive.Severity;
import io.postern.process.lint.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules that are looked for with {@code --lint}: each is found, each is left out on request, and nothing else with it. */
class LintIT {
    private static final String EVERYTHING = """
            events { }
            mail {
                auth_http 192.0.2.7:9/auth;
                proxy on;
                ssl_certificate cert.pem;
                ssl_certificate_key key.pem;
                ssl_protocols TLSv1 TLSv1.2;
                ssl_ciphers RC4-SHA:HIGH;
                server {
                    ssl on;
                    listen 21621 proxy_protocol;
                    protocol imap;
                    imap_auth plain cram-md5;
                    imap_capabilities ID;
                    starttls on;
                }
                server {
                    listen 127.0.0.1:21622;
                    listen 0.0.0.0:21622;
                    protocol pop3;
                    auth_http 192.0.2.7:9/auth;
                    auth_http_header X-Port $server_port;
                }
                server {
                    listen 127.0.0.1:21623;
                    protocol smtp;
                    smtp_auth none;
                }
            }
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void packaged() throws Exception {
        assumeTrue(Files.exists(Path.of("target/postern.jar")), "target/postern.jar is not built");
        Files.createDirectories(folder.resolve("logs"));
        certificate(CertificateBuilder.Algorithm.rsa2048, 10);
    }

    private void certificate(CertificateBuilder.Algorithm algorithm, int days) throws Exception {
        Instant now = Instant.now();
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=mail.example.com")
                .algorithm(algorithm)
                .notBefore(now.minus(100, ChronoUnit.DAYS))
                .notAfter(now.plus(days, ChronoUnit.DAYS).plus(1, ChronoUnit.HOURS))
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.writeString(folder.resolve("cert.pem"), bundle.getCertificatePathPEM());
        Files.writeString(folder.resolve("key.pem"), bundle.getPrivateKeyPEM());
    }

    private List<String> hits(String conf, String... options) throws Exception {
        Files.writeString(folder.resolve("lint.conf"), conf, ISO_8859_1);
        List<String> line =
                new ArrayList<>(List.of("-t", "-q", "--lint", "-p", folder + "/", "-e", "stderr", "-c", "lint.conf"));
        line.addAll(List.of(options));
        return Run.postern(folder, line.toArray(String[]::new))
                .err()
                .lines()
                .filter(text -> text.startsWith("postern: "))
                .toList();
    }

    private static String code(String hit) {
        return hit.replaceFirst(".*\\((.*)\\)$", "$1");
    }

    @Test
    void everyRule_isFound_withItsSeverity() throws Exception {
        List<String> hits = hits(EVERYTHING);
        assertEquals(
                new TreeSet<>(Rule.codes()),
                hits.stream().map(LintIT::code).collect(Collectors.toCollection(TreeSet::new)));
        for (String hit : hits) {
            Severity severity = Objects.requireNonNull(Rule.of(code(hit))).severity();
            assertTrue(hit.startsWith("postern: [" + severity.word() + "] "), hit);
        }
    }

    @Test
    void everyRule_standsInThePage() throws Exception {
        List<String> page = Files.readAllLines(Path.of("src/site/markdown/check.md"));
        assertEquals(
                Arrays.stream(Rule.values())
                        .map(rule ->
                                "| `" + rule.code() + "` | " + rule.severity().word() + " | " + rule.sentence() + " |")
                        .toList(),
                page.stream()
                        .filter(line -> line.matches("\\| `[a-z-]+` \\| (warn|notice) .*"))
                        .toList());
    }

    @Test
    void everyRule_canBeLeftOut_alone() throws Exception {
        List<String> all = hits(EVERYTHING);
        for (String code : Rule.codes()) {
            assertEquals(
                    all.stream().filter(hit -> !code(hit).equals(code)).toList(),
                    hits(EVERYTHING, "--no-lint", code),
                    code);
        }
    }

    @Test
    void certificates_byAgeAndKind() throws Exception {
        String conf = """
                events { }
                worker_shutdown_timeout 1m;
                mail {
                    auth_http 127.0.0.1:9/auth;
                    ssl_certificate cert.pem;
                    ssl_certificate_key key.pem;
                    server { listen 127.0.0.1:21621 ssl; protocol imap; }
                }
                """;
        String first = hits(conf).get(0);
        assertTrue(
                first.startsWith("postern: [warn] a certificate is about to expire: 10 days are left, until "), first);
        assertEquals(2, hits(conf).size());
        certificate(CertificateBuilder.Algorithm.ecp256, 31);
        assertEquals(List.of(), hits(conf));
        certificate(CertificateBuilder.Algorithm.ecp256, -1);
        assertTrue(hits(conf).get(0).contains("a certificate is about to expire: it expired at "));
    }
}

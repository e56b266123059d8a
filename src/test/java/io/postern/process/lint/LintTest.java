package io.postern.process.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.directive.Cycle;
import io.postern.directive.DiskFiles;
import io.postern.directive.Launch;
import io.postern.process.ConfigTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule looks where it should, and nowhere else; certificates are LintIT's. */
class LintTest {
    private static final String SAFE = "listen 127.0.0.1:21621; protocol imap;";
    private static final String TLS = "ssl_certificate a.pem; ssl_certificate_key a.key;";

    @TempDir
    Path folder;

    private List<Hit> hits(String mail, String server, Set<String> without) throws Exception {
        Path file = folder.resolve("lint.conf");
        Files.writeString(
                file,
                "worker_shutdown_timeout 1m;\nevents { }\nmail {\nauth_http 127.0.0.1:9/a;\n" + mail + "\nserver {\n"
                        + server + "\n}\n}\n");
        Cycle cycle = new Cycle(new Launch(file.toString(), folder + "/", "stderr", "", true, false));
        return Lint.of(ConfigTest.run(cycle, new DiskFiles()).configuration().root(), cycle, without);
    }

    private static String codes(List<Hit> hits) {
        return hits.stream().map(hit -> hit.rule().code()).collect(Collectors.joining(" "));
    }

    /** Columns: in the server; in mail{}; the codes found. SAFE is a listener of this machine alone, TLS a certificate. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            value = {
                "SAFE||",
                "listen 21621; protocol imap;||plaintext-auth",
                "listen 21621 ssl; protocol imap; TLS||",
                "listen 21621; protocol imap; starttls only; TLS||",
                "listen 21621; protocol imap; starttls on; TLS||starttls-optional",
                "listen 21621; protocol imap; TLS|starttls on;|starttls-optional",
                "SAFE starttls on; TLS||",
                "listen 21621 ssl; protocol imap; starttls on; TLS||",
                "listen 21621 ssl; listen 21622; protocol imap; TLS||plaintext-auth",
                "listen 21621; protocol smtp; smtp_auth none;||open-relay",
                "listen 21621; protocol smtp; smtp_auth plain none;||plaintext-auth open-relay",
                "listen 127.0.0.1:21621; protocol smtp; smtp_auth plain;||",
                "SAFE imap_capabilities IMAP4rev1 ID IDLE;||capability-before-login",
                "SAFE imap_capabilities IMAP4rev1 IDLE;||",
                "SAFE|imap_capabilities ID;|capability-before-login",
                "SAFE|smtp_capabilities CHUNKING;|",
                "listen 127.0.0.1:21621; protocol smtp; smtp_capabilities CHUNKING;||capability-before-login",
                "listen 127.0.0.1:21621; protocol smtp; smtp_capabilities \"BURL imap\" DSN;||capability-before-login",
                "listen 127.0.0.1:21621; protocol smtp; smtp_capabilities 8BITMIME \"SIZE 1000\";||",
                "SAFE imap_capabilities STARTTLS;||capability-before-login",
                "SAFE imap_capabilities AUTH=CRAM-MD5;||capability-before-login",
                "SAFE imap_capabilities AUTH=PLAIN;||",
                "SAFE auth_http 192.0.2.7:9/a; auth_http_header X-Key s;||auth-http-clear",
                "SAFE auth_http 192.0.2.7:9/a;||auth-http-clear auth-http-no-secret",
                "SAFE auth_http http://localhost:9/a;||",
                "SAFE auth_http unix:/run/auth:/a;||",
                "SAFE|auth_http_header X-Port $server_port;|header-variable",
                "SAFE|auth_http_header X-Port 143;|",
                "SAFE imap_auth plain cram-md5;||stored-passwords",
                "SAFE pop3_auth apop;||",
                "listen 127.0.0.1:21621; protocol pop3; pop3_auth apop;||stored-passwords",
                "listen 127.0.0.1:21621 proxy_protocol; protocol imap;||proxy-protocol-trust",
                "listen 127.0.0.1:21621 proxy_protocol; protocol imap;|set_real_ip_from 127.0.0.1;|",
                "listen 21621 ssl; protocol imap; TLS ssl_protocols TLSv1 TLSv1.2;||weak-protocol",
                "listen 21621 ssl; protocol imap; TLS|ssl_protocols TLSv1.1;|weak-protocol",
                "SAFE|ssl_protocols TLSv1.1;|",
                "listen 21621 ssl; protocol imap; TLS ssl_protocols TLSv1.2 TLSv1.3;||",
                "listen 21621 ssl; protocol imap; TLS ssl_ciphers HIGH:RC4-SHA;||weak-cipher",
                "listen 21621 ssl; protocol imap; TLS ssl_ciphers RC4-SHA:HIGH:!RC4;||",
                "listen 21621 ssl; protocol imap; TLS ssl_ciphers HIGH:!aNULL:!MD5;||",
                "SAFE|ssl_ciphers RC4-SHA;|",
                "SAFE ssl on;||obsolete-ssl",
                "SAFE proxy on;||obsolete-proxy",
                "SAFE|proxy on;|obsolete-proxy",
            })
    void rules_lookWhereTheyShould(String server, String mail, String codes) throws Exception {
        String text = server.replace("SAFE", SAFE).replace("TLS ", TLS + " ").replaceFirst("TLS$", TLS);
        assertEquals(codes == null ? "" : codes, codes(hits(mail == null ? "" : mail, text, Set.of())));
    }

    @Test
    void reload_isEndless_whereNothingEndsLongSessions() throws Exception {
        Path file = folder.resolve("reload.conf");
        for (String[] sample : new String[][] {
            {"", "", "endless-reload"},
            {"worker_shutdown_timeout 5m;", "", ""},
            {"", "proxy_timeout 30m;", ""},
            {"", "proxy_timeout 2h;", "endless-reload"},
        }) {
            Files.writeString(
                    file,
                    sample[0] + "events { } mail { auth_http 127.0.0.1:9/a; " + sample[1] + " server { " + SAFE
                            + " } }");
            Cycle cycle = new Cycle(new Launch(file.toString(), folder + "/", "stderr", "", true, false));
            assertEquals(
                    sample[2],
                    codes(Lint.of(
                            ConfigTest.run(cycle, new DiskFiles())
                                    .configuration()
                                    .root(),
                            cycle,
                            Set.of())));
        }
    }

    @Test
    void ruleLeftOut_isSilent_theOthersAreNot() throws Exception {
        String server = "listen 21621; protocol imap; imap_auth cram-md5;";
        assertEquals("plaintext-auth stored-passwords", codes(hits("", server, Set.of())));
        assertEquals("stored-passwords", codes(hits("", server, Set.of("plaintext-auth"))));
    }

    @Test
    void hit_standsAtItsDirective() throws Exception {
        Hit hit = hits("", "listen 127.0.0.1:21621;\nprotocol imap;\n  imap_auth cram-md5;", Set.of())
                .get(0);
        assertTrue(hit.finding().line().endsWith("/lint.conf:9"), hit.finding().line());
        assertEquals(3, hit.start().column());
    }
}

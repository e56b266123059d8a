package io.postern.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Certificates that a reload exchanges, with handshakes under way, and those that it refuses. */
class CertificateReloadIT extends Checklist {
    private final X509Bundle first = made("first");
    private final X509Bundle second = made("second");
    private final int secure = Site.freePort();
    private Instant written = Instant.now().minus(Duration.ofHours(1));

    private static X509Bundle made(String name) {
        try {
            return new CertificateBuilder()
                    .ecp256()
                    .subject("CN=" + name)
                    .addSanDnsName("localhost")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void write(Notebook n, String certificate, String key, String capability) throws Exception {
        replace(n, "cert.pem", certificate);
        replace(n, "key.pem", key);
        n.conf(
                "",
                "server { listen 127.0.0.1:" + secure + " ssl; protocol imap; imap_capabilities " + capability
                        + "; ssl_certificate cert.pem; ssl_certificate_key key.pem; }");
    }

    /** Puts a new file in its place, of a second of its own: nginx keeps what it has read from one of the same number and second. */
    private void replace(Notebook n, String name, String text) throws IOException {
        Files.writeString(n.site.path("new"), text);
        written = written.plusSeconds(1);
        Files.setLastModifiedTime(n.site.path("new"), FileTime.from(written));
        Files.move(n.site.path("new"), n.site.path(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private TlsClient client() throws Exception {
        List<InputStream> trusted = new ArrayList<>();
        for (X509Bundle bundle : List.of(first, second)) {
            trusted.add(new ByteArrayInputStream(bundle.getCertificatePEM().getBytes(StandardCharsets.US_ASCII)));
        }
        return new TlsClient(secure, trusted);
    }

    private void handshake(Notebook n, String who) throws Exception {
        try (TlsClient client = client()) {
            n.note(who + ": " + client.subject() + ' ' + client.capabilities());
        }
    }

    private void go(Notebook n) throws Exception {
        n.hide("127.0.0.1:" + secure, "SECURE");
        write(n, first.getCertificatePEM(), first.getPrivateKeyPEM(), "FIRST");
        int pid = n.start();
        try (TlsClient silent = client();
                TlsClient half = client();
                TlsClient done = client()) {
            n.note("done: " + done.subject() + ' ' + done.capabilities());
            half.halfHello();
            // a connection is its generation's once it is accepted, which another's answer behind it shows
            handshake(n, "before");
            write(n, second.getCertificatePEM(), second.getPrivateKeyPEM(), "SECOND");
            Site.signal("HUP", pid);
            n.site.untilLogged("gracefully shutting down");
            n.until("the new one is served", () -> {
                try (TlsClient client = client()) {
                    return client.subject().equals("CN=second");
                }
            });
            handshake(n, "after");
            half.goOn();
            n.note("half: " + half.subject() + ' ' + half.capabilities() + ' ' + half.ask("a LOGIN user secret") + ' '
                    + half.ask("n NOOP"));
            n.note("silent: " + silent.subject() + ' ' + silent.capabilities());
            n.note("done: " + done.ask("a LOGIN user secret") + ' ' + done.ask("n NOOP"));
        }
    }

    private static final String SEEN = """
            run []: 0\s
            done: CN=first * CAPABILITY FIRST AUTH=PLAIN
            before: CN=first * CAPABILITY FIRST AUTH=PLAIN
            after: CN=second * CAPABILITY SECOND AUTH=PLAIN
            half: CN=first * CAPABILITY FIRST AUTH=PLAIN a OK logged in n OK done
            silent: CN=first * CAPABILITY FIRST AUTH=PLAIN
            done: a OK logged in n OK done""";

    @Test
    void handshakeUnderWay_goesOnAsItBegan_andNewOnesGetTheNewCertificate() throws Exception {
        assertEquals(SEEN, seen(this::go, "ours"));
    }

    @Test
    void handshakeUnderWay_asInNginx() throws Exception {
        assertEquals(SEEN, seen(this::go, "real", nginx().command().toArray(String[]::new)));
    }

    @Test
    void brokenCertificates_areRefused_andTheOldOneGoesOn() throws Exception {
        same(n -> {
            n.hide("127.0.0.1:" + secure, "SECURE");
            write(n, first.getCertificatePEM(), first.getPrivateKeyPEM(), "FIRST");
            int pid = n.start();
            String certificate = second.getCertificatePEM();
            String key = second.getPrivateKeyPEM();
            String torn = certificate.substring(0, certificate.length() / 2);
            List<List<String>> wrongs = List.of(
                    List.of("", key),
                    List.of(certificate, ""),
                    List.of("nonsense\n", key),
                    List.of(torn, key),
                    List.of(certificate, key.replace("A", "")),
                    List.of(certificate, first.getPrivateKeyPEM()));
            for (int i = 0; i < wrongs.size(); i++) {
                write(n, wrongs.get(i).get(0), wrongs.get(i).get(1), "SECOND");
                Site.signal("HUP", pid);
                int told = i + 1;
                n.site.until("reload " + told + " is refused", () -> n.count("[emerg]") == told);
                handshake(n, "still");
            }
            Files.delete(n.site.path("key.pem"));
            Site.signal("HUP", pid);
            n.site.until("no key is refused", () -> n.count("[emerg]") > wrongs.size());
            handshake(n, "still");
            write(n, certificate, key, "SECOND");
            Site.signal("HUP", pid);
            n.site.untilLogged(": exit");
            handshake(n, "mended");
            Site.signal("QUIT", pid);
            n.site.untilGone(pid);
            n.log("logs/error.log");
        });
    }
}

package io.postern.tls.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.postern.directive.Cycle;
import io.postern.directive.Launch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsObjectsTest {
    @TempDir
    Path dir;

    private final TlsObjects objects =
            TlsObjects.of(new Cycle(new Launch("/etc/x.conf", "/p/", "stderr", "", true, true)));

    private String write(String name, String text) throws Exception {
        return Files.writeString(dir.resolve(name), text).toString();
    }

    private static X509Bundle bundle() throws Exception {
        return new CertificateBuilder()
                .subject("CN=localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    @Test
    void files_areReadOnce() throws Exception {
        X509Bundle bundle = bundle();
        String certificate = write("cert.pem", bundle.getCertificatePathPEM());
        String key = write("key.pem", bundle.getPrivateKeyPEM());
        var chain = objects.chain(certificate);
        var authorities = objects.authorities(certificate);
        var known = objects.key(key, Passwords.NONE);
        assertTrue(objects.match(known, chain.get(0).getPublicKey()));
        Files.delete(dir.resolve("cert.pem"));
        Files.delete(dir.resolve("key.pem"));
        assertSame(chain, objects.chain(certificate));
        assertSame(authorities, objects.authorities(certificate));
        assertSame(known, objects.key(key, Passwords.NONE));
        assertTrue(objects.match(known, chain.get(0).getPublicKey()));
    }

    @Test
    void whatCannotBeUsed_isReadAgain() throws Exception {
        String name = write("cert.pem", "");
        String words =
                assertThrows(TlsException.class, () -> objects.chain(name)).getMessage();
        assertEquals(
                words,
                assertThrows(TlsException.class, () -> objects.chain(name)).getMessage());
        Files.writeString(dir.resolve("cert.pem"), bundle().getCertificatePathPEM());
        assertEquals(1, objects.chain(name).size());
    }

    /** As in nginx: a key that was opened with one server's passwords is not open to a server without. */
    @Test
    void keys_areReadAgain_wherePasswordsAreAtHand() throws Exception {
        X509Bundle bundle = bundle();
        String name = write("key.pem", bundle.getPrivateKeyPEM());
        Passwords passwords = new Passwords(List.of("x".getBytes(StandardCharsets.US_ASCII)), null);
        objects.key(name, passwords);
        Files.delete(dir.resolve("key.pem"));
        assertThrows(TlsException.class, () -> objects.key(name, passwords));
        assertThrows(TlsException.class, () -> objects.key(name, Passwords.NONE));
    }

    @Test
    void anotherKey_doesNotMatch() throws Exception {
        var certificate = bundle().getCertificate();
        assertFalse(objects.match(bundle().getKeyPair().getPrivate(), certificate.getPublicKey()));
    }
}

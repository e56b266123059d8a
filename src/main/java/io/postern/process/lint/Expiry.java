package io.postern.process.lint;

import io.postern.lang.FileName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate file says about itself.
 *
 * @param end until when it is good
 * @param rsa whether its key is an RSA one
 */
record Expiry(Instant end, boolean rsa) {
    private static final int DAYS = 30;

    /** The first certificate in a file; null when it cannot be read, which the test of the configuration says itself. */
    static @Nullable Expiry of(String file) {
        try (InputStream in = Files.newInputStream(FileName.path(file))) {
            Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
            if (certificate instanceof X509Certificate x509) {
                return new Expiry(
                        x509.getNotAfter().toInstant(),
                        x509.getPublicKey().getAlgorithm().equals("RSA"));
            }
        } catch (IOException | CertificateException e) {
            // as said
        }
        return null;
    }

    /** What to say about its end; empty when it is good for a month from now on. */
    String note(Instant now) {
        long days = Duration.between(now, end).toDays();
        if (days >= DAYS) {
            return "";
        }
        return end.isBefore(now) ? "it expired at " + end : days + " days are left, until " + end;
    }
}

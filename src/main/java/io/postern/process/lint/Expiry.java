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

/** How long a certificate file is still good for. */
final class Expiry {
    private static final int DAYS = 30;

    private Expiry() {}

    /** What to say about the first certificate in a file; empty when it is good for a month or cannot be read. */
    static String note(String file) {
        try (InputStream in = Files.newInputStream(FileName.path(file))) {
            Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
            if (certificate instanceof X509Certificate x509) {
                Instant end = x509.getNotAfter().toInstant();
                long days = Duration.between(Instant.now(), end).toDays();
                if (days < DAYS) {
                    return days < 0 ? "it expired at " + end : days + " days are left, until " + end;
                }
            }
        } catch (IOException | CertificateException e) {
            // the test of the configuration says so itself
        }
        return "";
    }
}

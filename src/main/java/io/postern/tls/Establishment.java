package io.postern.tls;

import io.netty.internal.tcnative.SSL;
import io.postern.log.Level;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a finished handshake came to (nginx's ngx_mail_verify_cert and the texts for the auth source).
 *
 * @param complaint what is held against the client's certificate; null for nothing
 */
record Establishment(TlsFacts facts, Encryption.@Nullable Complaint complaint) {
    static Establishment of(ClientTrust trust, BoringEngine engine) throws TlsFailure {
        List<X509Certificate> sent = trust.verify() == VerifyClient.OFF ? List.of() : sent(engine.pointer());
        return of(trust, SSL.getVersion(engine.pointer()), SSL.getCipherForSSL(engine.pointer()), sent);
    }

    static Establishment of(ClientTrust trust, String protocol, String cipher, List<X509Certificate> sent) {
        if (trust.verify() == VerifyClient.OFF) {
            return new Establishment(new TlsFacts(protocol, cipher, null), null);
        }
        if (sent.isEmpty()) {
            boolean missing = trust.verify() == VerifyClient.ON;
            return new Establishment(
                    new TlsFacts(protocol, cipher, ClientCertificate.none()),
                    missing ? new Encryption.Complaint(true, "client sent no required SSL certificate") : null);
        }
        CertificateVerdict verdict = CertificateJudge.judge(trust, sent, Instant.now());
        boolean passes =
                verdict.code() == 0 || (trust.verify() == VerifyClient.OPTIONAL_NO_CA && verdict.onlyUntrusted());
        return new Establishment(
                new TlsFacts(protocol, cipher, ClientCertificate.describe(sent.get(0), verdict)),
                passes
                        ? null
                        : new Encryption.Complaint(
                                false,
                                "client SSL certificate verify error: (" + verdict.code() + ":" + verdict.words()
                                        + ")"));
    }

    private static List<X509Certificate> sent(long ssl) throws TlsFailure {
        byte[] own = SSL.getPeerCertificate(ssl);
        if (own == null) {
            return List.of();
        }
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(own)));
            byte[][] rest = SSL.getPeerCertChain(ssl);
            if (rest != null) {
                for (byte[] der : rest) {
                    certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
                }
            }
        } catch (CertificateException e) {
            throw new TlsFailure(Level.INFO, 0, "SSL_do_handshake() failed (SSL: " + OpenSslWords.BAD_ASN1 + ")");
        }
        return certificates;
    }
}

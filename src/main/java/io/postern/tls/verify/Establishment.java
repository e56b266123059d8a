package io.postern.tls.verify;

import io.postern.tls.Encryption;
import io.postern.tls.TlsFacts;
import io.postern.tls.model.ClientTrust;
import io.postern.tls.model.VerifyClient;
import io.postern.tls.x509.DistinguishedName;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a finished handshake came to (nginx's ngx_mail_verify_cert and the texts for the auth source).
 *
 * @param complaint what is held against the client's certificate; null for nothing
 */
public record Establishment(TlsFacts facts, Encryption.@Nullable Complaint complaint) {
    /**
     * Verifies the client's certificate where one was asked for.
     *
     * @param sent what the client showed, its own certificate first; empty for nothing
     * @param handshake all that is known but for the client's certificate
     */
    public static Establishment of(
            ClientTrust trust,
            String protocol,
            String cipher,
            List<X509Certificate> sent,
            TlsFacts.Handshake handshake) {
        if (trust.verify() == VerifyClient.OFF) {
            return new Establishment(new TlsFacts(protocol, cipher, null, handshake), null);
        }
        if (sent.isEmpty()) {
            boolean missing = trust.verify() == VerifyClient.ON;
            return new Establishment(
                    new TlsFacts(protocol, cipher, ClientCertificate.none(), handshake),
                    missing ? new Encryption.Complaint(true, "client sent no required SSL certificate") : null);
        }
        X509Certificate shown = sent.get(0);
        CertificateVerdict verdict = CertificateJudge.judge(trust, sent, Instant.now());
        boolean passes =
                verdict.code() == 0 || (trust.verify() == VerifyClient.OPTIONAL_NO_CA && verdict.onlyUntrusted());
        TlsFacts.Handshake known = new TlsFacts.Handshake(
                handshake.serverName(),
                handshake.alpn(),
                handshake.resumed(),
                handshake.signature(),
                handshake.key(),
                handshake.group(),
                handshake.session(),
                handshake.offer(),
                new TlsFacts.Peer(DistinguishedName.commonName(DistinguishedName.subject(shown)), verdict.code()));
        return new Establishment(
                new TlsFacts(protocol, cipher, ClientCertificate.describe(shown, verdict), known),
                passes
                        ? null
                        : new Encryption.Complaint(
                                false,
                                "client SSL certificate verify error: (" + verdict.code() + ":" + verdict.words()
                                        + ")"));
    }
}

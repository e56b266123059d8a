package io.postern.tls;

import io.netty.internal.tcnative.SSL;
import io.postern.log.Level;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a finished handshake came to (nginx's ngx_mail_verify_cert and the texts for the auth source).
 *
 * @param complaint what is held against the client's certificate; null for nothing
 */
record Establishment(TlsFacts facts, Encryption.@Nullable Complaint complaint) {
    static Establishment of(TlsMaterial material, BoringEngine engine, Offer offer) throws TlsFailure {
        long ssl = engine.pointer();
        ClientTrust trust = material.trust();
        List<X509Certificate> sent = trust.verify() == VerifyClient.OFF ? List.of() : sent(ssl);
        String protocol = SSL.getVersion(ssl);
        String cipher = SSL.getCipherForSSL(ssl);
        boolean resumed = SSL.isSessionReused(ssl);
        // OpenSSL forgets the name when it resumes a session below TLSv1.3
        String name = resumed && !protocol.equals("TLSv1.3") ? null : SSL.getSniHostname(ssl);
        String alpn = SSL.getAlpnSelected(ssl);
        Identity own = material.shown(cipher);
        return of(
                trust,
                protocol,
                cipher,
                sent,
                new TlsFacts.Handshake(
                        name == null ? "" : name,
                        alpn == null ? "" : alpn,
                        resumed,
                        own == null ? "" : own.signature(),
                        own == null ? "" : own.keyKind(),
                        Groups.openSslName(group(ssl)),
                        session(ssl),
                        resumed && !protocol.equals("TLSv1.3") ? offer.resumed() : offer,
                        null));
    }

    /** BoringSSL has none where a ticket is all. */
    private static String session(long ssl) {
        byte[] id = SSL.getSessionId(ssl);
        return id == null ? "" : HexFormat.of().formatHex(id);
    }

    /** BoringSSL's name of the group; empty where there was none. */
    private static String group(long ssl) {
        try {
            String name = SSL.getGroupName(ssl);
            return name == null ? "" : name;
        } catch (Exception none) {
            return "";
        }
    }

    static Establishment of(
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

    private static List<X509Certificate> sent(long ssl) throws TlsFailure {
        byte[] own = SSL.getPeerCertificate(ssl);
        if (own == null) {
            return List.of();
        }
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            certificates.add(SentCertificate.read(own));
            byte[][] rest = SSL.getPeerCertChain(ssl);
            if (rest != null) {
                for (byte[] der : rest) {
                    certificates.add(SentCertificate.read(der));
                }
            }
        } catch (CertificateException e) {
            throw new TlsFailure(Level.INFO, 0, "SSL_do_handshake() failed (SSL: " + OpenSslWords.BAD_ASN1 + ")");
        }
        return certificates;
    }
}

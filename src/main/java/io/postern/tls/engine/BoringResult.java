package io.postern.tls.engine;

import io.netty.internal.tcnative.SSL;
import io.postern.log.Level;
import io.postern.tls.TlsFacts;
import io.postern.tls.TlsFailure;
import io.postern.tls.model.ClientTrust;
import io.postern.tls.model.Identity;
import io.postern.tls.model.TlsMaterial;
import io.postern.tls.model.VerifyClient;
import io.postern.tls.openssl.Groups;
import io.postern.tls.openssl.Offer;
import io.postern.tls.openssl.OpenSslWords;
import io.postern.tls.verify.Establishment;
import io.postern.tls.x509.SentCertificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Reads off an SSL of BoringSSL what its handshake came to. */
final class BoringResult {
    private BoringResult() {}

    /** @throws TlsFailure where the client's certificates cannot be read */
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
        return Establishment.of(
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

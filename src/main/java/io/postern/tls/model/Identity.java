package io.postern.tls.model;

import io.postern.tls.files.PrivateKeys;
import io.postern.tls.x509.OwnCertificate;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.util.List;

/**
 * One certificate of ours with what proves it.
 *
 * @param chain the certificate first, the authorities behind it as the file has them
 */
public record Identity(List<X509Certificate> chain, PrivateKey key) {
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** Whether BoringSSL can show it: RSA, the three NIST curves, Ed25519. */
    public boolean boring() {
        if (key instanceof ECKey ec) {
            return PrivateKeys.onNistCurve(ec);
        }
        return key instanceof EdECKey ed
                ? ed.getParams().getName().equals("Ed25519")
                : key.getAlgorithm().equals("RSA");
    }

    /** How the certificate is signed, in OpenSSL's words. */
    public String signature() {
        return OwnCertificate.signature(certificate());
    }

    /** Kind and bits of the certificate's key, in nginx's words. */
    public String keyKind() {
        return OwnCertificate.key(certificate());
    }

    /** Never shows the key. */
    @Override
    public String toString() {
        return "Identity[" + certificate().getSubjectX500Principal() + "]";
    }
}

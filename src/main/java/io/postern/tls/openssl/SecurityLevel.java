package io.postern.tls.openssl;

import io.postern.tls.x509.CanonicalName;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.Locale;

/** How strong keys and digests must be (OpenSSL's security levels, SSL_CTX_set_security_level(3)). */
public record SecurityLevel(int level) {
    /** What OpenSSL starts with since 3.2, and Debian's before. */
    public static final SecurityLevel DEFAULT = new SecurityLevel(2);

    private static final int EPHEMERAL = 3;

    private static final int[] BITS = {0, 80, 112, 128, 192, 256};

    private int required() {
        return BITS[Math.max(0, Math.min(level, 5))];
    }

    public boolean keyTooSmall(X509Certificate certificate) {
        return bits(certificate.getPublicKey()) < required();
    }

    /** Whether the certificate's signature uses too weak a digest; nobody looks at a self-signed one's. */
    public boolean digestTooWeak(X509Certificate certificate) {
        return !CanonicalName.subject(certificate).equals(CanonicalName.issuer(certificate))
                && digestBits(certificate.getSigAlgName()) < required();
    }

    private static int bits(PublicKey key) {
        if (key instanceof RSAKey rsa) {
            return modulus(rsa.getModulus().bitLength());
        }
        if (key instanceof ECKey ec) {
            return ec.getParams().getOrder().bitLength() / 2;
        }
        if (key instanceof DSAKey dsa) {
            return modulus(dsa.getParams().getP().bitLength());
        }
        return key.getAlgorithm().contains("448") ? 224 : 128;
    }

    /** Whether a suite below TLSv1.3 is strong enough; from level 3 on its keys have to be of one session only. */
    public boolean allows(CipherSuite suite) {
        return suite.bits() >= required()
                && (level < EPHEMERAL
                        || suite.exchange().equals("ECDH")
                        || suite.exchange().equals("DH"));
    }

    public boolean allows(TlsVersion version) {
        return version.compareTo(TlsVersion.TLS1_2) >= 0
                || level < EPHEMERAL
                || (level == EPHEMERAL && version == TlsVersion.TLS1_1);
    }

    /** Whether sessions below TLSv1.3 may go on by tickets. */
    public boolean allowsOldTickets() {
        return level < EPHEMERAL;
    }

    /** Whether something has fewer bits of strength than the level asks for. */
    public boolean tooWeak(int strength) {
        return strength < required();
    }

    /** SP 800-57's strength of a modulus. */
    static int modulus(int length) {
        return length >= 15360
                ? 256
                : length >= 7680 ? 192 : length >= 3072 ? 128 : length >= 2048 ? 112 : length >= 1024 ? 80 : 0;
    }

    public boolean modulusTooSmall(int length) {
        return modulus(length) < required();
    }

    private static int digestBits(String algorithm) {
        String name = algorithm.toUpperCase(Locale.ROOT);
        if (name.startsWith("SHA1")) {
            return 63;
        }
        if (name.startsWith("MD")) {
            return 39;
        }
        return name.startsWith("SHA224")
                ? 112
                : name.startsWith("SHA256") ? 128 : name.startsWith("SHA384") ? 192 : 256;
    }
}

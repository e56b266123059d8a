package io.postern.tls.files;

import io.postern.tls.openssl.OpenSslWords;
import io.postern.tls.x509.Der;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads private keys as PEM files hold them: PKCS #8, PKCS #1 and SEC 1, in clear or encrypted. */
public final class PrivateKeys {
    private static final byte[] RSA_ALGORITHM = Der.write(
            Der.SEQUENCE,
            Der.write(Der.OID, new byte[] {0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1}),
            Der.write(Der.NULL));
    private static final byte[] EC_OID =
            Der.write(Der.OID, new byte[] {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1});
    private static final byte[] VERSION_0 = Der.write(Der.INTEGER, new byte[1]);

    private PrivateKeys() {}

    /**
     * Reads the first private key of a PEM file, trying one password after the other.
     *
     * @throws Pem.BadPem with OpenSSL's words
     */
    static PrivateKey read(byte[] file, Iterable<byte[]> passwords) throws Pem.BadPem {
        for (Pem.Block block : blocks(file)) {
            if (block.type().endsWith("PRIVATE KEY")) {
                return read(block, passwords);
            }
        }
        throw new Pem.BadPem(OpenSslWords.NO_KEY);
    }

    /** OpenSSL's decoder passes over damaged blocks. */
    private static List<Pem.Block> blocks(byte[] file) throws Pem.BadPem {
        try {
            return Pem.read(file);
        } catch (Pem.BadPem e) {
            throw OpenSslWords.NOT_DEK_INFO.equals(e.getMessage()) ? e : new Pem.BadPem(OpenSslWords.NO_KEY);
        }
    }

    private static PrivateKey read(Pem.Block block, Iterable<byte[]> passwords) throws Pem.BadPem {
        boolean sealed = block.type().equals("ENCRYPTED PRIVATE KEY");
        if (!sealed && block.encryption().isEmpty()) {
            @Nullable PrivateKey key = parse(block.type(), block.der());
            if (key == null) {
                throw new Pem.BadPem(damaged(block));
            }
            return key;
        }
        boolean empty = false;
        boolean tried = false;
        for (byte[] password : passwords) {
            tried = true;
            empty = password.length == 0;
            try {
                byte[] plain = sealed
                        ? PasswordBased.pkcs8(block.der(), password)
                        : PasswordBased.dekInfo(block.encryption(), password, block.der());
                @Nullable PrivateKey key = parse(sealed ? "PRIVATE KEY" : block.type(), plain);
                if (key != null) {
                    return key;
                }
            } catch (PasswordBased.Unknown e) {
                throw new Pem.BadPem(OpenSslWords.UNSUPPORTED_ENCRYPTION);
            } catch (IllegalArgumentException e) {
                throw new Pem.BadPem(OpenSslWords.BAD_IV);
            } catch (Der.BadDer e) {
                throw new Pem.BadPem(damaged(block));
            } catch (GeneralSecurityException e) {
                // a wrong password; the next one may be the right one
            }
        }
        if (!tried) {
            throw new Pem.BadPem(OpenSslWords.noPassword(sealed));
        }
        throw new Pem.BadPem(sealed ? OpenSslWords.wrongPassword(empty) : OpenSslWords.BAD_DECRYPT);
    }

    /** What OpenSSL's decoders say, one after the other, of what they do not understand. */
    private static String damaged(Pem.Block block) {
        if (block.der().length == 0) {
            return OpenSslWords.NO_KEY;
        }
        String words = OpenSslWords.NO_KEY + " ";
        return switch (block.type()) {
            case "ENCRYPTED PRIVATE KEY" -> words + OpenSslWords.asn1(block.der(), "X509_SIG");
            case "RSA PRIVATE KEY" ->
                words + OpenSslWords.asn1(block.der(), "RSAPrivateKey") + " "
                        + OpenSslWords.asn1(block.der(), "PKCS8_PRIV_KEY_INFO");
            default -> words + OpenSslWords.asn1(block.der(), "PKCS8_PRIV_KEY_INFO");
        };
    }

    private static @Nullable PrivateKey parse(String type, byte[] der) {
        try {
            byte[] pkcs8 =
                    switch (type) {
                        case "RSA PRIVATE KEY" -> wrap(RSA_ALGORITHM, der);
                        case "EC PRIVATE KEY" -> wrap(Der.write(Der.SEQUENCE, EC_OID, curve(der)), der);
                        default -> der;
                    };
            String oid = Der.read(pkcs8).at(1, Der.SEQUENCE).at(0, Der.OID).oid();
            return KeyFactory.getInstance(algorithm(oid)).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException | Der.BadDer e) {
            return null;
        }
    }

    private static byte[] wrap(byte[] algorithm, byte[] key) {
        return Der.write(Der.SEQUENCE, VERSION_0, algorithm, Der.write(Der.OCTET_STRING, key));
    }

    /** SEC 1 holds the curve in the element with the tag [0]. */
    private static byte[] curve(byte[] sec1) {
        for (Der part : Der.read(sec1).inside()) {
            if (part.tag() == 0xa0) {
                return part.body();
            }
        }
        throw new Der.BadDer();
    }

    private static String algorithm(String oid) {
        return switch (oid) {
            case "1.2.840.113549.1.1.1" -> "RSA";
            case "1.2.840.113549.1.1.10" -> "RSASSA-PSS";
            case "1.2.840.10045.2.1" -> "EC";
            case "1.3.101.112" -> "Ed25519";
            case "1.3.101.113" -> "Ed448";
            case "1.2.840.10040.4.1" -> "DSA";
            default -> oid;
        };
    }

    /** Whether a key is on one of the curves that both engines and the JDK's signatures have. */
    public static boolean onNistCurve(ECKey key) {
        for (String curve : List.of("secp256r1", "secp384r1", "secp521r1")) {
            try {
                AlgorithmParameters known = AlgorithmParameters.getInstance("EC");
                known.init(new ECGenParameterSpec(curve));
                ECParameterSpec parameters = known.getParameterSpec(ECParameterSpec.class);
                if (parameters.getCurve().equals(key.getParams().getCurve())) {
                    return true;
                }
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
        return false;
    }

    /** Whether the key is the certificate's. That is assumed on a curve that nothing here can compute with. */
    static boolean match(PrivateKey key, PublicKey certified) {
        if (key instanceof RSAKey mine && certified instanceof RSAKey theirs) {
            return mine.getModulus().equals(theirs.getModulus());
        }
        if (key instanceof ECKey mine
                && certified instanceof ECKey theirs
                && !mine.getParams().getCurve().equals(theirs.getParams().getCurve())) {
            return false;
        }
        if (key instanceof ECKey ec && !onNistCurve(ec)) {
            return true;
        }
        try {
            // the JDK derives no public key from a private one, so let them prove it
            String algorithm =
                    switch (key.getAlgorithm()) {
                        case "EC" -> "SHA256withECDSA";
                        case "DSA" -> "SHA256withDSA";
                        default -> key.getAlgorithm();
                    };
            byte[] words = {1, 2, 3};
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(words);
            byte[] proof = signer.sign();
            Signature judge = Signature.getInstance(algorithm);
            judge.initVerify(certified);
            judge.update(words);
            return judge.verify(proof);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}

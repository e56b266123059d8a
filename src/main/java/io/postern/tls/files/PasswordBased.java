package io.postern.tls.files;

import io.postern.tls.x509.Der;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Undoes the two ways in which private keys are encrypted: PKCS #5 (RFC 8018) and OpenSSL's own of PEM. */
final class PasswordBased {
    private static final String PBES2 = "1.2.840.113549.1.5.13";
    private static final String SCRYPT = "1.3.6.1.4.1.11591.4.11";
    private static final String PBE_SHA1_3DES = "1.2.840.113549.1.12.1.3";

    /** Thrown for a cipher or key derivation that is not known here. */
    static final class Unknown extends GeneralSecurityException {
        private static final long serialVersionUID = 1L;

        Unknown() {
            super("unsupported encryption");
        }
    }

    private PasswordBased() {}

    /**
     * Decrypts a PKCS #8 EncryptedPrivateKeyInfo.
     *
     * @throws GeneralSecurityException when the password is wrong or the cipher not known here
     */
    static byte[] pkcs8(byte[] der, byte[] password) throws GeneralSecurityException {
        Der info = Der.read(der);
        Der algorithm = info.at(0, Der.SEQUENCE);
        byte[] data = info.at(1, Der.OCTET_STRING).body();
        Der parameters = algorithm.at(1, Der.SEQUENCE);
        return switch (algorithm.at(0, Der.OID).oid()) {
            case PBES2 -> pbes2(parameters, password, data);
            case PBE_SHA1_3DES -> pkcs12(parameters, password, data);
            default -> throw new Unknown();
        };
    }

    /**
     * Decrypts a PEM block that says how in its DEK-Info (EVP_BytesToKey with MD5 and one round).
     *
     * @param dekInfo such as {@code AES-256-CBC,<IV in hexadecimal>}
     */
    static byte[] dekInfo(String dekInfo, byte[] password, byte[] data) throws GeneralSecurityException {
        int comma = dekInfo.indexOf(',');
        if (comma < 0) {
            throw new IllegalArgumentException("no IV");
        }
        String name = dekInfo.substring(0, comma).toUpperCase(Locale.ROOT);
        String kind = name.startsWith("AES-") ? "AES" : name.startsWith("DES-EDE3") ? "DESede" : "DES";
        int length =
                switch (name) {
                    case "AES-128-CBC" -> 16;
                    case "AES-192-CBC", "DES-EDE3-CBC" -> 24;
                    case "AES-256-CBC" -> 32;
                    case "DES-CBC" -> 8;
                    default -> throw new Unknown();
                };
        byte[] iv = HexFormat.of().parseHex(dekInfo.substring(comma + 1).trim());
        byte[] salt = Arrays.copyOf(iv, 8);
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        byte[] key = new byte[0];
        byte[] last = new byte[0];
        while (key.length < length) {
            md5.update(last);
            md5.update(password);
            last = md5.digest(salt);
            key = Arrays.copyOf(key, key.length + last.length);
            System.arraycopy(last, 0, key, key.length - last.length, last.length);
        }
        return cbc(kind, Arrays.copyOf(key, length), iv, data);
    }

    private static byte[] pbes2(Der parameters, byte[] password, byte[] data) throws GeneralSecurityException {
        Der derivation = parameters.at(0, Der.SEQUENCE).at(1, Der.SEQUENCE);
        Der scheme = parameters.at(1, Der.SEQUENCE);
        byte[] salt = derivation.at(0, Der.OCTET_STRING).body();
        int rounds = derivation.at(1, Der.INTEGER).integer();
        byte[] iv = scheme.at(1, Der.OCTET_STRING).body();
        String oid = scheme.at(0, Der.OID).oid();
        int length =
                switch (oid) {
                    case "2.16.840.1.101.3.4.1.2" -> 16;
                    case "2.16.840.1.101.3.4.1.22", "1.2.840.113549.3.7" -> 24;
                    case "2.16.840.1.101.3.4.1.42" -> 32;
                    default -> throw new Unknown();
                };
        byte[] key;
        if (parameters.at(0, Der.SEQUENCE).at(0, Der.OID).oid().equals(SCRYPT)) {
            int size = derivation.at(2, Der.INTEGER).integer();
            int times = derivation.at(3, Der.INTEGER).integer();
            key = Scrypt.derive(password, salt, rounds, size, times, length);
        } else {
            List<Der> rest = derivation.inside();
            Der last = rest.get(rest.size() - 1);
            String mac = last.tag() == Der.SEQUENCE ? macOf(last.at(0, Der.OID).oid()) : "HmacSHA1";
            key = pbkdf2(mac, password, salt, rounds, length);
        }
        return cbc(oid.startsWith("2.16") ? "AES" : "DESede", key, iv, data);
    }

    private static String macOf(String oid) throws GeneralSecurityException {
        return switch (oid) {
            case "1.2.840.113549.2.7" -> "HmacSHA1";
            case "1.2.840.113549.2.8" -> "HmacSHA224";
            case "1.2.840.113549.2.9" -> "HmacSHA256";
            case "1.2.840.113549.2.10" -> "HmacSHA384";
            case "1.2.840.113549.2.11" -> "HmacSHA512";
            default -> throw new Unknown();
        };
    }

    /** RFC 8018, 5.2; the JDK's own takes passwords as characters only, and files hold bytes. */
    static byte[] pbkdf2(String algorithm, byte[] password, byte[] salt, int rounds, int length)
            throws GeneralSecurityException {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(password.length == 0 ? new byte[1] : password, algorithm));
        byte[] key = new byte[length];
        for (int block = 1, at = 0; at < length; block++) {
            mac.update(salt);
            byte[] u = mac.doFinal(
                    new byte[] {(byte) (block >> 24), (byte) (block >> 16), (byte) (block >> 8), (byte) block});
            byte[] sum = u.clone();
            for (int round = 1; round < rounds; round++) {
                u = mac.doFinal(u);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] ^= u[i];
                }
            }
            int count = Math.min(sum.length, length - at);
            System.arraycopy(sum, 0, key, at, count);
            at += count;
        }
        return key;
    }

    private static byte[] pkcs12(Der parameters, byte[] password, byte[] data) throws GeneralSecurityException {
        char[] chars = new char[password.length];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) (password[i] & 0xff);
        }
        String algorithm = "PBEWithSHA1AndDESede";
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.DECRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(chars)),
                new PBEParameterSpec(
                        parameters.at(0, Der.OCTET_STRING).body(),
                        parameters.at(1, Der.INTEGER).integer()));
        return cipher.doFinal(data);
    }

    private static byte[] cbc(String kind, byte[] key, byte[] iv, byte[] data) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(kind + "/CBC/PKCS5Padding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, kind), new IvParameterSpec(iv));
        return cipher.doFinal(data);
    }
}

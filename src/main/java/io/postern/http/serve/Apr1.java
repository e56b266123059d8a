package io.postern.http.serve;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Apache's $apr1$ variant of the MD5 crypt, a thousand rounds. */
final class Apr1 {
    private static final String MAGIC = "$apr1$";
    private static final String ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private Apr1() {}

    /** The hash of a password with the salt of a stored hash. */
    static String hash(byte[] key, String stored) {
        int end = stored.indexOf('$', MAGIC.length());
        String salt = stored.substring(MAGIC.length(), end < 0 ? stored.length() : end);
        salt = salt.substring(0, Math.min(8, salt.length()));
        byte[] s = salt.getBytes(StandardCharsets.ISO_8859_1);
        byte[] inner = digest(key, s, key);
        MessageDigest md = md5();
        md.update(key);
        md.update(MAGIC.getBytes(StandardCharsets.ISO_8859_1));
        md.update(s);
        for (int n = key.length; n > 0; n -= 16) {
            md.update(inner, 0, Math.min(16, n));
        }
        for (int i = key.length; i > 0; i >>= 1) {
            md.update((i & 1) == 1 ? 0 : key[0]);
        }
        byte[] sum = md.digest();
        for (int i = 0; i < 1000; i++) {
            sum = round(i, sum, key, s);
        }
        return MAGIC + salt + "$" + text(sum);
    }

    private static byte[] round(int i, byte[] sum, byte[] key, byte[] salt) {
        MessageDigest md = md5();
        md.update((i & 1) == 1 ? key : sum);
        if (i % 3 != 0) {
            md.update(salt);
        }
        if (i % 7 != 0) {
            md.update(key);
        }
        return md.digest((i & 1) == 1 ? sum : key);
    }

    private static byte[] digest(byte[]... parts) {
        MessageDigest md = md5();
        for (byte[] p : parts) {
            md.update(p);
        }
        return md.digest();
    }

    private static String text(byte[] sum) {
        StringBuilder out = new StringBuilder(22);
        for (int i = 0; i < 5; i++) {
            int last = i == 4 ? 5 : i + 12;
            put(out, (sum[i] & 255) << 16 | (sum[i + 6] & 255) << 8 | (sum[last] & 255), 4);
        }
        put(out, sum[11] & 255, 2);
        return out.toString();
    }

    private static void put(StringBuilder out, int bits, int characters) {
        for (int n = 0; n < characters; n++) {
            out.append(ALPHABET.charAt((bits >> (6 * n)) & 63));
        }
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

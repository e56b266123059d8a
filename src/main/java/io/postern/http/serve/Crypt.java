package io.postern.http.serve;

import com.sun.jna.Native;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Passwords as htpasswd files store them (ngx_crypt): {PLAIN}, {SHA}, {SSHA}, $apr1$, and what the system's crypt(3) knows. */
final class Crypt {
    private Crypt() {}

    static boolean matches(String stored, String password) {
        byte[] plain = password.getBytes(StandardCharsets.ISO_8859_1);
        if (stored.startsWith("{PLAIN}")) {
            return same(stored.substring(7), password);
        }
        if (stored.startsWith("{SHA}")) {
            return same(stored.substring(5), Base64.getEncoder().encodeToString(sha1(plain, new byte[0])));
        }
        if (stored.startsWith("{SSHA}")) {
            byte[] both;
            try {
                both = Base64.getDecoder().decode(stored.substring(6));
            } catch (IllegalArgumentException e) {
                return false;
            }
            return both.length >= 20
                    && MessageDigest.isEqual(
                            Arrays.copyOf(both, 20), sha1(plain, Arrays.copyOfRange(both, 20, both.length)));
        }
        if (stored.startsWith("$apr1$")) {
            return same(stored, Apr1.hash(plain, stored));
        }
        String made = Libcrypt.crypt(password, stored);
        return made != null && same(stored, made);
    }

    private static boolean same(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.ISO_8859_1), b.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] sha1(byte[] text, byte[] salt) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-1");
            sha.update(text);
            return sha.digest(salt);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** crypt(3), one caller at a time. */
    private static final class Libcrypt {
        interface Library extends com.sun.jna.Library {
            @Nullable
            String crypt(String key, String salt);
        }

        private static final @Nullable Library CRYPT = load();

        private static @Nullable Library load() {
            try {
                return Native.load("crypt", Library.class);
            } catch (UnsatisfiedLinkError e) {
                return null;
            }
        }

        static synchronized @Nullable String crypt(String key, String salt) {
            return CRYPT == null ? null : CRYPT.crypt(key, salt);
        }
    }
}

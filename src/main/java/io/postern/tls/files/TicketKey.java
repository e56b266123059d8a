package io.postern.tls.files;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** One key of session tickets: a name of 16 bytes, 16 for HMAC-SHA256 and 16 for AES-128-CBC, which is what BoringSSL is given. */
public final class TicketKey {
    /** The sizes of ssl_session_ticket_key's files. */
    static final int SHORT = 48;

    static final int LONG = 80;

    private final byte[] name;
    private final byte[] mac;
    private final byte[] cipher;

    private TicketKey(byte[] name, byte[] mac, byte[] cipher) {
        this.name = name;
        this.mac = mac;
        this.cipher = cipher;
    }

    /**
     * The key in a file of 48 bytes (name, AES, HMAC) or of 80 (name, HMAC, AES, the latter two of 32 bytes, folded to 16).
     *
     * @throws GeneralSecurityException never on a JVM that has HMAC-SHA256
     */
    public static TicketKey of(byte[] file) throws GeneralSecurityException {
        byte[] name = Arrays.copyOf(file, 16);
        if (file.length == SHORT) {
            return new TicketKey(name, Arrays.copyOfRange(file, 32, 48), Arrays.copyOfRange(file, 16, 32));
        }
        return new TicketKey(
                name, fold(Arrays.copyOfRange(file, 16, 48), "hmac"), fold(Arrays.copyOfRange(file, 48, 80), "aes"));
    }

    /** A new key. */
    public static TicketKey random(SecureRandom random) {
        byte[] bytes = new byte[SHORT];
        random.nextBytes(bytes);
        return new TicketKey(
                Arrays.copyOf(bytes, 16), Arrays.copyOfRange(bytes, 16, 32), Arrays.copyOfRange(bytes, 32, 48));
    }

    /** All machines that have the same file must come to the same key. */
    private static byte[] fold(byte[] secret, String use) throws GeneralSecurityException {
        Mac hmac = Mac.getInstance("HmacSHA256");
        hmac.init(new SecretKeySpec(secret, "HmacSHA256"));
        return Arrays.copyOf(hmac.doFinal(use.getBytes(StandardCharsets.US_ASCII)), 16);
    }

    public byte[] name() {
        return name;
    }

    public byte[] mac() {
        return mac;
    }

    public byte[] cipher() {
        return cipher;
    }
}

package io.postern.sasl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Base64 as nginx's ngx_decode_base64 reads it: everything from the first {@code =} on is ignored, padding may be missing, and bits
 * left over in the last character are dropped.
 */
public final class Base64Text {
    private static final byte[] VALUES = values();

    private Base64Text() {}

    /** The decoded bytes as ISO-8859-1; null where a foreign character or a lone last one stands. */
    public static @Nullable String decode(String text) {
        int padding = text.indexOf('=');
        int length = padding < 0 ? text.length() : padding;
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) > 0xff || VALUES[text.charAt(i)] < 0) {
                return null;
            }
        }
        if (length % 4 == 1) {
            return null;
        }
        StringBuilder out = new StringBuilder(length * 3 / 4);
        int bits = 0;
        for (int i = 0; i < length; i++) {
            bits = bits << 6 | VALUES[text.charAt(i)];
            int held = i % 4 * 2;
            if (held > 0) {
                out.append((char) (bits >> (6 - held) & 0xff));
            }
        }
        return out.toString();
    }

    /** Padded base64 of ISO-8859-1 text. */
    public static String encode(String text) {
        return new String(Base64.getEncoder().encode(text.getBytes(ISO_8859_1)), ISO_8859_1);
    }

    private static byte[] values() {
        byte[] values = new byte[256];
        Arrays.fill(values, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        return values;
    }
}

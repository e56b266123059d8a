package io.postern.dns;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.xbill.DNS.DClass;

/**
 * A question as it goes out: for one name, to be followed up by the name server (ngx_resolver_create_name_query).
 *
 * @param id a number that nobody can foretell
 * @param name with dots between its labels, whose bytes are ISO_8859_1; {@link #canAsk can be asked for}
 * @param type A, AAAA or PTR
 */
record Query(int id, String name, int type) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LONGEST_LABEL = 255;
    private static final int HEADER = 12;
    private static final short RECURSION_DESIRED = 0x0100;

    static Query of(String name, int type) {
        return new Query(RANDOM.nextInt(1 << Short.SIZE), name, type);
    }

    /** Whether a name can be asked for: no label is empty or so long that its length does not fit. */
    static boolean canAsk(String name) {
        for (String label : name.split("\\.", -1)) {
            if (label.isEmpty() || label.length() > LONGEST_LABEL) {
                return false;
            }
        }
        return true;
    }

    /** ASCII only (ngx_strlow). */
    static String lower(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c);
        }
        return out.toString();
    }

    byte[] bytes() {
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        for (String label : name.split("\\.", -1)) {
            labels.write(label.length());
            labels.writeBytes(label.getBytes(StandardCharsets.ISO_8859_1));
        }
        labels.write(0);
        return ByteBuffer.allocate(HEADER + labels.size() + 2 * Short.BYTES)
                .putShort((short) id)
                .putShort(RECURSION_DESIRED)
                .putShort((short) 1)
                .position(HEADER)
                .put(labels.toByteArray())
                .putShort((short) type)
                .putShort((short) DClass.IN)
                .array();
    }
}

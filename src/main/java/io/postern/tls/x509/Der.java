package io.postern.tls.x509;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One element of ASN.1's DER: just enough to read and wrap keys and names (X.690). */
public final class Der {
    public static final int INTEGER = 0x02;
    public static final int OCTET_STRING = 0x04;
    public static final int NULL = 0x05;
    public static final int OID = 0x06;
    public static final int SEQUENCE = 0x30;
    static final int SET = 0x31;

    private final int tag;
    private final byte[] body;
    private final byte[] whole;

    private Der(int tag, byte[] body, byte[] whole) {
        this.tag = tag;
        this.body = body;
        this.whole = whole;
    }

    public int tag() {
        return tag;
    }

    /** What is inside, without tag and length. */
    public byte[] body() {
        return body;
    }

    /** All of it, tag and length included. */
    public byte[] whole() {
        return whole;
    }

    /** Thrown where bytes are no DER. */
    public static final class BadDer extends RuntimeException {
        public BadDer() {
            super("bad DER", null, false, false);
        }
    }

    /** Reads the one element that these bytes are. */
    public static Der read(byte[] bytes) {
        List<Der> all = readAll(bytes);
        if (all.size() != 1) {
            throw new BadDer();
        }
        return all.get(0);
    }

    /** Reads the elements that follow one another in these bytes. */
    public static List<Der> readAll(byte[] bytes) {
        List<Der> found = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            Der der = readAt(bytes, at);
            found.add(der);
            at += der.whole.length;
        }
        return found;
    }

    /** Whether these bytes end before their first element does. */
    public static boolean isCut(byte[] bytes) {
        try {
            return readAt(bytes, 0).tag < 0;
        } catch (BadDer e) {
            return true;
        }
    }

    private static Der readAt(byte[] bytes, int start) {
        if (start + 2 > bytes.length) {
            throw new BadDer();
        }
        int at = start + 1;
        int length = bytes[at++] & 0xff;
        if (length > 0x80) {
            int count = length & 0x7f;
            if (count > 3 || at + count > bytes.length) {
                throw new BadDer();
            }
            length = 0;
            for (int i = 0; i < count; i++) {
                length = (length << 8) | (bytes[at++] & 0xff);
            }
        } else if (length == 0x80) {
            throw new BadDer();
        }
        if (at + length > bytes.length) {
            throw new BadDer();
        }
        return new Der(
                bytes[start] & 0xff,
                Arrays.copyOfRange(bytes, at, at + length),
                Arrays.copyOfRange(bytes, start, at + length));
    }

    /** The elements inside this one. */
    public List<Der> inside() {
        return readAll(body);
    }

    /** The element inside with this position, which must have this tag. */
    public Der at(int position, int expectedTag) {
        List<Der> all = inside();
        if (position >= all.size() || all.get(position).tag != expectedTag) {
            throw new BadDer();
        }
        return all.get(position);
    }

    Der expect(int expectedTag) {
        if (tag != expectedTag) {
            throw new BadDer();
        }
        return this;
    }

    public int integer() {
        return new BigInteger(expect(INTEGER).body).intValueExact();
    }

    /** An object identifier in dotted form. */
    public String oid() {
        expect(OID);
        StringBuilder text = new StringBuilder();
        BigInteger value = BigInteger.ZERO;
        for (byte b : body) {
            value = value.shiftLeft(7).or(BigInteger.valueOf(b & 0x7f));
            if (b >= 0) {
                if (text.isEmpty()) {
                    int first = Math.min(value.intValue() / 40, 2);
                    text.append(first).append('.').append(value.subtract(BigInteger.valueOf(first * 40L)));
                } else {
                    text.append('.').append(value);
                }
                value = BigInteger.ZERO;
            }
        }
        return text.toString();
    }

    public static byte[] write(int tag, byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            byte[] size = BigInteger.valueOf(length).toByteArray();
            int skip = size[0] == 0 ? 1 : 0;
            out.write(0x80 | (size.length - skip));
            out.write(size, skip, size.length - skip);
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}

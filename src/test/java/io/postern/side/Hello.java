package io.postern.side;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A client's first message by hand (RFC 8446, 4.1.2; RFC 5246, 7.4.1.2).
 *
 * @param version of the message itself
 * @param extensions in their order
 * @param cuts where the message goes on in another record
 * @param recordVersion of those records
 */
record Hello(
        int version,
        boolean session,
        List<Integer> suites,
        List<Integer> compression,
        List<Extension> extensions,
        List<Integer> cuts,
        int recordVersion) {
    static final int SERVER_NAME = 0;
    static final int FRAGMENT_LENGTH = 1;
    static final int STATUS_REQUEST = 5;
    static final int GROUPS = 10;
    static final int POINTS = 11;
    static final int SIGNATURES = 13;
    static final int ALPN = 16;
    static final int PADDING = 21;
    static final int MASTER_SECRET = 23;
    static final int TICKET = 35;
    static final int VERSIONS = 43;
    static final int KEY_MODES = 45;
    static final int CERTIFICATE_SIGNATURES = 50;
    static final int KEY_SHARE = 51;
    static final int RENEGOTIATION = 0xff01;

    private static final int RANDOM = 32;

    /** One of its extensions. */
    static final class Extension {
        private final int kind;
        private final byte[] value;

        Extension(int kind, byte[] value) {
            this.kind = kind;
            this.value = value;
        }

        @Override
        public String toString() {
            return kind + (value.length < RANDOM ? "=" + hex(value) : " of " + value.length);
        }
    }

    /** The records. */
    byte[] bytes() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(u16(version));
        body.writeBytes(new byte[RANDOM]);
        body.writeBytes(vector(1, new byte[session ? RANDOM : 0]));
        body.writeBytes(vector(2, numbers(suites)));
        byte[] methods = new byte[compression.size()];
        for (int i = 0; i < methods.length; i++) {
            methods[i] = compression.get(i).byteValue();
        }
        body.writeBytes(vector(1, methods));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Extension extension : extensions) {
            all.writeBytes(u16(extension.kind));
            all.writeBytes(vector(2, extension.value));
        }
        body.writeBytes(vector(2, all.toByteArray()));
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.write(1);
        message.writeBytes(vector(3, body.toByteArray()));
        return records(message.toByteArray());
    }

    private byte[] records(byte[] message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Integer> ends = new ArrayList<>(cuts.stream()
                .map(cut -> Math.min(cut, message.length))
                .sorted()
                .distinct()
                .toList());
        ends.add(message.length);
        int at = 0;
        for (int end : ends) {
            if (end > at) {
                out.write(22);
                out.writeBytes(u16(recordVersion));
                out.writeBytes(u16(end - at));
                out.write(message, at, end - at);
                at = end;
            }
        }
        return out.toByteArray();
    }

    static byte[] u16(int number) {
        return new byte[] {(byte) (number >> 8), (byte) number};
    }

    static byte[] numbers(List<Integer> numbers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        numbers.forEach(number -> out.writeBytes(u16(number)));
        return out.toByteArray();
    }

    /** Bytes behind their length, which has this many bytes. */
    static byte[] vector(int size, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = size - 1; i >= 0; i--) {
            out.write(content.length >> (8 * i));
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    /** Names as ALPN lists them. */
    static byte[] names(List<String> names) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        names.forEach(name -> out.writeBytes(vector(1, name.getBytes(StandardCharsets.ISO_8859_1))));
        return vector(2, out.toByteArray());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public String toString() {
        return "%04x session %s suites %s compression %s extensions %s cut at %s in %04x"
                .formatted(version, session, hex(numbers(suites)), compression, extensions, cuts, recordVersion);
    }
}

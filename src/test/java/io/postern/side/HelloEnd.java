package io.postern.side;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.TreeMap;

/** The end of a client that says hello by hand, goes no further and tells what is answered in clear. */
final class HelloEnd implements SecureEnd {
    private static final byte[] NONE = {};
    private static final int HEADER = 5;
    private static final int SWITCH = 20;
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int RETRY = 0xcf21ad74;

    private final byte[] hello;
    private byte[] raw = NONE;
    private byte[] messages = NONE;
    private boolean said;
    private boolean sealed;

    HelloEnd(byte[] hello) {
        this.hello = hello;
    }

    @Override
    public boolean stands() {
        return false;
    }

    @Override
    public boolean saidGoodbye() {
        return false;
    }

    @Override
    public boolean over() {
        return false;
    }

    @Override
    public void take(byte[] bytes, int length, ByteArrayOutputStream plain) {
        raw = joined(raw, Arrays.copyOf(bytes, length));
        while (raw.length >= HEADER) {
            ByteBuffer header = ByteBuffer.wrap(raw);
            int kind = header.get();
            int version = header.getShort() & 0xffff;
            int end = HEADER + (header.getShort() & 0xffff);
            if (raw.length < end) {
                return;
            }
            byte[] content = Arrays.copyOfRange(raw, HEADER, end);
            raw = Arrays.copyOfRange(raw, end, raw.length);
            record(kind, version, content, plain);
        }
    }

    private void record(int kind, int version, byte[] content, ByteArrayOutputStream plain) {
        if (kind == HANDSHAKE && !sealed) {
            messages = joined(messages, content);
            ByteBuffer all = ByteBuffer.wrap(messages);
            while (all.remaining() >= 4 && all.remaining() >= 4 + (all.getInt(all.position()) & 0xffffff)) {
                int head = all.getInt();
                byte[] message = new byte[head & 0xffffff];
                all.get(message);
                tell(plain, message(head >>> 24, ByteBuffer.wrap(message)));
            }
            messages = Arrays.copyOfRange(messages, all.position(), messages.length);
        } else if (kind == ALERT && content.length == 2) {
            tell(plain, "alert %04x %d %d".formatted(version, content[0], content[1]));
        } else if (kind != SWITCH && !sealed) {
            // how much that is, and in how many records, is the library's affair
            sealed = true;
            tell(plain, "sealed");
        }
    }

    private static String message(int kind, ByteBuffer in) {
        return switch (kind) {
            case 2 -> serverHello(in);
            case 11 -> "certificate " + certificate(in);
            case 12 -> "exchange " + exchange(in);
            case 13 -> "request";
            case 14 -> "done";
            default -> "message " + kind;
        };
    }

    private static String serverHello(ByteBuffer in) {
        int version = u16(in);
        boolean retry = in.getInt(in.position()) == RETRY;
        in.position(in.position() + 32);
        int session = in.get();
        in.position(in.position() + session);
        int suite = u16(in);
        in.get();
        TreeMap<Integer, String> extensions = new TreeMap<>();
        int end = in.hasRemaining() ? u16(in) : 0;
        while (end > 0 && in.hasRemaining()) {
            int extension = u16(in);
            byte[] value = new byte[u16(in)];
            in.get(value);
            // of a key its group, of points nothing: OpenSSL names two more, which nobody uses
            int told = extension == Hello.POINTS ? 0 : extension == Hello.KEY_SHARE ? 2 : value.length;
            extensions.put(extension, HexFormat.of().formatHex(value, 0, told));
        }
        return "%s %04x %s suite %04x %s"
                .formatted(
                        retry ? "retry" : "hello", version, session > 0 ? "session" : "no session", suite, extensions);
    }

    /** Which one, and how many follow. */
    private static String certificate(ByteBuffer in) {
        u24(in);
        StringBuilder all = new StringBuilder();
        while (in.hasRemaining()) {
            byte[] der = new byte[u24(in)];
            in.get(der);
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(der);
                all.append(HexFormat.of().formatHex(digest, 0, 4)).append(' ');
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
        return all.toString();
    }

    /** The group, and what it is signed with. */
    private static String exchange(ByteBuffer in) {
        in.get();
        int group = u16(in);
        in.position(in.position() + 1 + (in.get(in.position()) & 0xff));
        int scheme = u16(in);
        return in.remaining() == 2 + (in.getShort(in.position()) & 0xffff)
                ? "%04x %04x".formatted(group, scheme)
                : "%04x".formatted(group);
    }

    private static int u16(ByteBuffer in) {
        return in.getShort() & 0xffff;
    }

    private static int u24(ByteBuffer in) {
        return (in.get() & 0xff) << 16 | u16(in);
    }

    private static void tell(ByteArrayOutputStream plain, String what) {
        plain.writeBytes(("[" + what + "]").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @Override
    public byte[] give(byte[] plain, ByteArrayOutputStream told) {
        if (said) {
            return plain;
        }
        said = true;
        return hello;
    }

    @Override
    public byte[] goodbye() {
        return NONE;
    }
}

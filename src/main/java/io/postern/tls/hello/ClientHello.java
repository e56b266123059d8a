package io.postern.tls.hello;

import io.netty.buffer.ByteBuf;
import io.postern.tls.openssl.Offer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks over the engine's shoulder at a client's first message (RFC 8446, 4.1.2), which may come in pieces. Confined to its event loop. */
public final class ClientHello {
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int RECORD = 5;
    private static final int HEADER = 4;
    private static final int TLS_1_3 = 0x0304;
    private static final int LONGEST = 64 * 1024;

    private final ByteArrayOutputStream records = new ByteArrayOutputStream(512);
    private @Nullable HelloMessage message;
    private boolean endsItsRecord;
    private boolean done;

    /** Takes the next bytes, which stay where they are. */
    public void see(ByteBuf bytes) {
        if (done) {
            return;
        }
        byte[] more = new byte[bytes.readableBytes()];
        bytes.getBytes(bytes.readerIndex(), more);
        records.writeBytes(more);
        done |= look(records.toByteArray()) || records.size() > LONGEST;
    }

    /** Finds the handshake message inside the records; false while it is not complete. */
    private boolean look(byte[] bytes) {
        if (isOldForm(bytes)) {
            int whole = 2 + (u16(bytes, 0) & 0x7fff);
            endsItsRecord = true;
            message = bytes.length < whole ? null : HelloMessage.ofOldForm(Arrays.copyOf(bytes, whole));
            return message != null;
        }
        ByteArrayOutputStream inside = new ByteArrayOutputStream(bytes.length);
        for (int at = 0; at + RECORD <= bytes.length; ) {
            if (bytes[at] != HANDSHAKE || bytes[at + 1] != 3) {
                return true;
            }
            int length = u16(bytes, at + 3);
            if (at + RECORD + length > bytes.length) {
                return false;
            }
            inside.write(bytes, at + RECORD, length);
            at += RECORD + length;
            byte[] begun = inside.toByteArray();
            int whole = begun.length < HEADER ? HEADER : HEADER + ((begun[1] & 0xff) << 16 | u16(begun, 2));
            if (begun.length >= whole) {
                endsItsRecord = begun.length == whole;
                message = begun[0] == CLIENT_HELLO ? new HelloMessage(begun, whole) : null;
                return true;
            }
        }
        return false;
    }

    /** Whether it is complete, or no client's first message at all. */
    public boolean isDone() {
        return done;
    }

    /** The message; null while it is not complete, and where it is another one. */
    @Nullable
    public HelloMessage message() {
        return message;
    }

    /** Whether nothing follows it in its record. */
    public boolean endsItsRecord() {
        return endsItsRecord;
    }

    /** Its legacy_version; 0 where it is not complete. */
    int version() {
        HelloMessage hello = message;
        return hello == null ? 0 : hello.version();
    }

    /** The name that the client asks for (RFC 6066, 3); null where it asks for none that can be read. */
    @Nullable
    String serverName() {
        HelloMessage hello = message;
        ByteBuffer value = hello == null ? null : hello.extension(HelloMessage.SERVER_NAME);
        ByteBuffer list = value == null ? null : HelloMessage.whole(value, 2);
        if (list == null || !list.hasRemaining() || list.get() != 0) {
            return null;
        }
        ByteBuffer name = HelloMessage.whole(list, 2);
        return name == null ? null : StandardCharsets.ISO_8859_1.decode(name).toString();
    }

    /** The suites, groups and signatures in it. */
    public Offer offer() {
        HelloMessage hello = message;
        return hello == null
                ? Offer.NONE
                : new Offer(hello.suites(), hello.list(HelloMessage.GROUPS), hello.list(HelloMessage.SIGNATURES));
    }

    /** Whether it offers TLSv1.3. */
    boolean offersNewest() {
        HelloMessage hello = message;
        List<Integer> versions = hello == null ? null : hello.versions();
        return versions != null && versions.contains(TLS_1_3);
    }

    /** Whether it names that group, or none at all. */
    public boolean namesGroup(int number) {
        HelloMessage hello = message;
        List<Integer> groups = hello == null ? List.of() : hello.list(HelloMessage.GROUPS);
        return groups.isEmpty() || groups.contains(number);
    }

    /** Whether this begins like a hello in SSLv2's form that asks for no later version. */
    public boolean isOlderThanTls() {
        byte[] seen = records.toByteArray();
        return message == null && isOldForm(seen) && seen[3] != 3;
    }

    private static boolean isOldForm(byte[] bytes) {
        return bytes.length >= RECORD && bytes[0] < 0 && bytes[2] == CLIENT_HELLO;
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }
}

package io.postern.tls;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks over the engine's shoulder at a client's first message (RFC 8446, 4.1.2) for the application protocols it offers: BoringSSL can
 * be told to agree or to keep silent about them, but not to refuse a client as OpenSSL does.
 */
final class ClientHello {
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_NAME = 0;
    private static final int GROUPS = 10;
    private static final int SIGNATURES = 13;
    private static final int ALPN = 16;
    private static final int VERSIONS = 43;
    private static final int KEY_SHARE = 51;
    private static final int TLS_1_3 = 0x0304;
    /** Where the session's id stands: behind type, length, version and random. */
    private static final int SESSION = 4 + 2 + 32;

    /** Schemes with which an RSA key signs: PKCS #1 with SHA-2, and PSS. */
    private static final Set<Integer> RSA = Set.of(0x0301, 0x0401, 0x0501, 0x0601, 0x0804, 0x0805, 0x0806);

    private static final int LONGEST = 64 * 1024;

    private final ByteArrayOutputStream records = new ByteArrayOutputStream(512);
    private byte @Nullable [] message;
    private @Nullable List<String> protocols;
    private boolean done;

    /** Takes the next bytes, which stay where they are. */
    void see(ByteBuf bytes) {
        if (done) {
            return;
        }
        byte[] more = new byte[bytes.readableBytes()];
        bytes.getBytes(bytes.readerIndex(), more);
        records.writeBytes(more);
        message = message(records.toByteArray());
        if (message != null) {
            done = true;
            protocols = parse(message);
        } else if (records.size() > LONGEST) {
            done = true;
        }
    }

    /** Whether all of it has been seen, or it is none. */
    boolean isDone() {
        return done;
    }

    /** The name that the client asks for (RFC 6066, 3); null where it asks for none that can be read. */
    @Nullable
    String serverName() {
        byte[] hello = message;
        int at = hello == null ? -1 : extension(hello, SERVER_NAME);
        if (hello == null || at < 0) {
            return null;
        }
        try {
            boolean host = u16(hello, at) >= 3 && hello[at + 2] == 0;
            return host ? new String(hello, at + 5, u16(hello, at + 3), StandardCharsets.ISO_8859_1) : null;
        } catch (IndexOutOfBoundsException e) {
            return null;
        }
    }

    /** The suites, groups and signatures in it. */
    Offer offer() {
        byte[] hello = message;
        if (hello == null || hello[0] != CLIENT_HELLO) {
            return Offer.NONE;
        }
        try {
            int at = SESSION + 1 + (hello[SESSION] & 0xff);
            byte[] suites = Arrays.copyOfRange(hello, at + 2, at + 2 + u16(hello, at));
            return new Offer(suites, list(hello, GROUPS), list(hello, SIGNATURES));
        } catch (IndexOutOfBoundsException e) {
            return Offer.NONE;
        }
    }

    /** Whether it offers TLSv1.3. */
    boolean offersNewest() {
        return offers(TLS_1_3);
    }

    /** Whether it offers that version, by its number; false where it is not complete. */
    boolean offers(int version) {
        byte[] hello = message;
        int at = hello == null ? -1 : extension(hello, VERSIONS);
        if (hello == null || at < 0) {
            return version() == version;
        }
        int end = at + u16(hello, at - 2);
        for (int i = at + 1; i + 1 < end; i += 2) {
            if (u16(hello, i) == version) {
                return true;
            }
        }
        return false;
    }

    /** The version that it names in its old place; 0 where it is not complete. */
    int version() {
        byte[] hello = message;
        return hello == null || hello.length < SESSION ? 0 : u16(hello, 4);
    }

    /** The numbers of its suites, in its order; empty where they cannot be read. */
    List<Integer> suites() {
        byte[] hello = message;
        if (hello == null || hello.length <= SESSION) {
            return List.of();
        }
        int at = SESSION + 1 + (hello[SESSION] & 0xff);
        List<Integer> suites = new ArrayList<>();
        for (int i = at + 2; i + 1 < hello.length && i < at + 2 + u16(hello, at); i += 2) {
            suites.add(u16(hello, i));
        }
        return suites;
    }

    /** The numbers of the groups that it names, in its order; empty where they cannot be read. */
    List<Integer> groups() {
        return numbers(GROUPS);
    }

    /** The same of its signature schemes. */
    List<Integer> signatures() {
        return numbers(SIGNATURES);
    }

    private List<Integer> numbers(int kind) {
        byte[] hello = message;
        List<Integer> numbers = new ArrayList<>();
        try {
            byte[] list = hello == null ? new byte[0] : list(hello, kind);
            for (int i = 0; i + 1 < list.length; i += 2) {
                numbers.add(u16(list, i));
            }
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            numbers.clear();
        }
        return numbers;
    }

    /** Whether it names that group, or none at all. */
    boolean namesGroup(int number) {
        List<Integer> groups = groups();
        return groups.isEmpty() || groups.contains(number);
    }

    /** The numbers of the groups that it has sent its half of a key for, in its order; empty where they cannot be read. */
    List<Integer> keyShares() {
        byte[] hello = message;
        List<Integer> groups = new ArrayList<>();
        try {
            byte[] list = hello == null ? new byte[0] : list(hello, KEY_SHARE);
            for (int i = 0; i + 3 < list.length; i += 4 + u16(list, i + 2)) {
                groups.add(u16(list, i));
            }
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            groups.clear();
        }
        return groups;
    }

    /** Whether protocols were offered, and this is none of them. */
    boolean offersOnlyOthersThan(String protocol) {
        return protocols != null && !protocols.contains(protocol);
    }

    /** Whether it offers signature schemes, but none that is strong enough for OpenSSL but at its level 0. */
    boolean signsWeakly() {
        byte[] hello = message;
        int at = hello == null ? -1 : extension(hello, SIGNATURES);
        try {
            return hello != null && at >= 0 && !HelloFault.offersAny(ByteBuffer.wrap(hello, at, 2 + u16(hello, at)));
        } catch (IndexOutOfBoundsException e) {
            return false;
        }
    }

    /** Whether it takes signatures of an RSA key, SHA-1 aside. OpenSSL wants that of a client even where nothing is signed. */
    boolean verifiesRsa() {
        return signatures().stream().anyMatch(RSA::contains);
    }

    /** Whether it names signature schemes. */
    boolean hasSignatures() {
        byte[] hello = message;
        return hello != null && extension(hello, SIGNATURES) >= 0;
    }

    /** Whether this begins like a hello of SSLv2 that asks for no later version. */
    boolean isOlderThanTls() {
        byte[] seen = records.size() < 5 ? new byte[5] : records.toByteArray();
        return seen[0] < 0 && seen[2] == CLIENT_HELLO && seen[3] < 3;
    }

    /** What is wrong with it; null while it is not complete, and for what the engine has words for. */
    @Nullable
    HelloFault fault(Set<TlsVersion> spoken) {
        return message == null || message[0] != CLIENT_HELLO ? null : HelloFault.of(message, spoken);
    }

    /** The handshake message inside the records; null while it is not complete, or where this is no TLS. */
    private byte @Nullable [] message(byte[] bytes) {
        ByteArrayOutputStream inside = new ByteArrayOutputStream(bytes.length);
        for (int at = 0; at + 5 <= bytes.length; ) {
            if (bytes[at] != HANDSHAKE || bytes[at + 1] != 3) {
                done = true;
                return null;
            }
            int length = u16(bytes, at + 3);
            if (at + 5 + length > bytes.length) {
                return null;
            }
            inside.write(bytes, at + 5, length);
            at += 5 + length;
            byte[] message = inside.toByteArray();
            if (message.length >= 4) {
                int whole = 4 + ((message[1] & 0xff) << 16 | u16(message, 2));
                if (message.length >= whole) {
                    return message;
                }
            }
        }
        return null;
    }

    /** An extension that is a list with its length in front; empty where there is none. */
    private static byte[] list(byte[] hello, int kind) {
        int at = extension(hello, kind);
        return at < 0 ? new byte[0] : Arrays.copyOfRange(hello, at + 2, at + 2 + u16(hello, at));
    }

    private static @Nullable List<String> parse(byte[] hello) {
        int at = extension(hello, ALPN);
        try {
            return at < 0 ? null : names(hello, at + 2, at + 2 + u16(hello, at));
        } catch (IndexOutOfBoundsException e) {
            // the engine has its own words for a broken message
            return null;
        }
    }

    /** Where the content of an extension begins, which is there whole; negative where there is none. */
    private static int extension(byte[] hello, int kind) {
        try {
            if (hello[0] != CLIENT_HELLO) {
                return -1;
            }
            int at = SESSION;
            at += 1 + (hello[at] & 0xff);
            at += 2 + u16(hello, at);
            at += 1 + (hello[at] & 0xff);
            int end = at + 2 + u16(hello, at);
            for (at += 2; at + 4 <= end; at += 4 + u16(hello, at + 2)) {
                if (u16(hello, at) == kind) {
                    return at + 4 + u16(hello, at + 2) <= hello.length ? at + 4 : -1;
                }
            }
            return -1;
        } catch (IndexOutOfBoundsException e) {
            return -1;
        }
    }

    /** Null for a list that is none: that is the engine's to refuse. */
    private static @Nullable List<String> names(byte[] hello, int from, int end) {
        List<String> names = new ArrayList<>();
        for (int at = from; at < end; at += 1 + (hello[at] & 0xff)) {
            if (hello[at] == 0 || at + 1 + (hello[at] & 0xff) > end) {
                return null;
            }
            names.add(new String(hello, at + 1, hello[at] & 0xff, StandardCharsets.ISO_8859_1));
        }
        return names.isEmpty() ? null : names;
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }
}

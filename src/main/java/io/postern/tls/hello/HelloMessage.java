package io.postern.tls.hello;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A client's first message taken apart (RFC 8446, 4.1.2; RFC 5246, 7.4.1.2), as far as it can be. Immutable. */
public final class HelloMessage {
    static final int SERVER_NAME = 0;
    static final int FRAGMENT_LENGTH = 1;
    static final int STATUS_REQUEST = 5;
    static final int GROUPS = 10;
    static final int POINTS = 11;
    static final int SRP = 12;
    static final int SIGNATURES = 13;
    static final int ALPN = 16;
    static final int MASTER_SECRET = 23;
    static final int PRE_SHARED_KEY = 41;
    static final int VERSIONS = 43;
    static final int KEY_MODES = 45;
    static final int CERTIFICATE_SIGNATURES = 50;
    static final int KEY_SHARE = 51;
    static final int RENEGOTIATION = 0xff01;

    private static final int HEADER = 4;
    private static final int RANDOM = 32;

    /** Length, kind. */
    private static final int OLD_HEADER = 3;

    private static final int SHORTEST_OLD = 2 + 9;
    private static final int OLD_SUITE = 3;

    /** The first byte of every version since SSLv3. */
    private static final int NEWER = 3;

    private static final int LONGEST_SESSION = 32;

    /** SRTP's profiles, which OpenSSL takes from a client of DTLS only. */
    private static final int PROFILES = 14;

    /** Extensions that OpenSSL knows: none may come twice. */
    private static final Set<Integer> KNOWN = Set.of(
            SERVER_NAME,
            FRAGMENT_LENGTH,
            STATUS_REQUEST,
            GROUPS,
            POINTS,
            SRP,
            SIGNATURES,
            ALPN,
            18,
            21,
            22,
            MASTER_SECRET,
            35,
            PRE_SHARED_KEY,
            42,
            VERSIONS,
            44,
            KEY_MODES,
            47,
            49,
            CERTIFICATE_SIGNATURES,
            KEY_SHARE,
            13172,
            RENEGOTIATION);

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Map<Integer, ByteBuffer> extensions = new HashMap<>();
    private @Nullable HelloFault broken;
    private int version;
    private ByteBuffer suites = NOTHING;
    private ByteBuffer methods = NOTHING;

    /**
     * Takes a message apart.
     *
     * @param bytes the handshake message and, perhaps, what follows
     * @param length the message's own, header and all
     */
    HelloMessage(byte[] bytes, int length) {
        broken = read(ByteBuffer.wrap(bytes, HEADER, length - HEADER));
    }

    private HelloMessage() {}

    /**
     * Takes one apart that is in SSLv2's form (RFC 5246, appendix E.2), which OpenSSL understands: it has no extensions.
     *
     * @param record the record, header and all
     */
    static HelloMessage ofOldForm(byte[] record) {
        HelloMessage hello = new HelloMessage();
        hello.broken = record.length < SHORTEST_OLD
                ? HelloFault.TOO_SHORT
                : hello.readOld(ByteBuffer.wrap(record, OLD_HEADER, record.length - OLD_HEADER));
        return hello;
    }

    private @Nullable HelloFault readOld(ByteBuffer from) {
        version = u16(from);
        int suitesLength = u16(from);
        int sessionLength = u16(from);
        int challengeLength = u16(from);
        if (sessionLength > LONGEST_SESSION) {
            return HelloFault.LONG_SESSION;
        }
        if (from.remaining() != suitesLength + sessionLength + challengeLength) {
            return HelloFault.WRONG_RECORD_LENGTH;
        }
        if (version >> 8 != NEWER) {
            return HelloFault.UNKNOWN_PROTOCOL;
        }
        methods = ByteBuffer.allocate(1);
        suites = suitesLength % OLD_SUITE == 0 ? newSuites(from, suitesLength / OLD_SUITE) : ByteBuffer.allocate(1);
        return null;
    }

    /** SSLv2 gives suites three bytes: where the first is 0 they are those of SSLv3 and later, the others nobody has any more. */
    private static ByteBuffer newSuites(ByteBuffer from, int count) {
        ByteBuffer all = ByteBuffer.allocate(2 * count);
        for (int i = 0; i < count; i++) {
            int first = from.get();
            short rest = from.getShort();
            all.putShort(first == 0 ? rest : 0);
        }
        return all.flip();
    }

    /** tls_process_client_hello. */
    private @Nullable HelloFault read(ByteBuffer from) {
        if (from.remaining() < 2) {
            return HelloFault.TOO_SHORT;
        }
        version = u16(from);
        ByteBuffer all = NOTHING;
        try {
            from.position(from.position() + RANDOM);
            if (vector(from, 1).remaining() > LONGEST_SESSION) {
                return HelloFault.WRONG_LENGTH;
            }
            suites = vector(from, 2);
            methods = vector(from, 1);
            if (from.hasRemaining()) {
                all = vector(from, 2);
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return HelloFault.WRONG_LENGTH;
        }
        return from.hasRemaining() ? HelloFault.WRONG_LENGTH : collect(all);
    }

    /** tls_collect_extensions. */
    private @Nullable HelloFault collect(ByteBuffer all) {
        try {
            while (all.hasRemaining()) {
                int kind = u16(all);
                boolean twice = extensions.putIfAbsent(kind, vector(all, 2)) != null && KNOWN.contains(kind);
                if (twice || kind == PROFILES || (kind == PRE_SHARED_KEY && all.hasRemaining())) {
                    return HelloFault.ILLEGAL_EXTENSION;
                }
            }
            return null;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return HelloFault.BAD_EXTENSION;
        }
    }

    /** Why it cannot be taken apart to the end; null where it can. */
    @Nullable
    HelloFault broken() {
        return broken;
    }

    /** Its legacy_version. */
    int version() {
        return version;
    }

    /** The numbers of its suites, in its order. */
    List<Integer> suites() {
        return numbers(suites.duplicate());
    }

    /** All bytes of the list of suites. */
    ByteBuffer suiteBytes() {
        return suites.duplicate();
    }

    /** The methods of compression that it offers. */
    ByteBuffer methods() {
        return methods.duplicate();
    }

    boolean has(int kind) {
        return extensions.containsKey(kind);
    }

    /** What an extension holds; null where it is not there. */
    @Nullable
    ByteBuffer extension(int kind) {
        ByteBuffer value = extensions.get(kind);
        return value == null ? null : value.duplicate();
    }

    /** The versions that it lists (RFC 8446, 4.2.1); null where there is no such list, or it is none. */
    @Nullable
    List<Integer> versions() {
        ByteBuffer value = extension(VERSIONS);
        ByteBuffer list = value == null ? null : whole(value, 1);
        return list == null || list.remaining() % 2 != 0 ? null : numbers(list);
    }

    /** The numbers in an extension that is a list of such; empty where it is not there, or no list. */
    List<Integer> list(int kind) {
        ByteBuffer value = extension(kind);
        ByteBuffer list = value == null ? null : whole(value, 2);
        return list == null ? List.of() : numbers(list);
    }

    /** The numbers of the groups that it has sent its half of a key for, in its order, as far as they can be read. */
    List<Integer> keyShares() {
        ByteBuffer value = extension(KEY_SHARE);
        ByteBuffer list = value == null ? null : whole(value, 2);
        List<Integer> groups = new ArrayList<>();
        try {
            while (list != null && list.hasRemaining()) {
                int group = u16(list);
                vector(list, 2);
                groups.add(group);
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return groups;
        }
        return groups;
    }

    private static List<Integer> numbers(ByteBuffer from) {
        List<Integer> numbers = new ArrayList<>(from.remaining() / 2);
        while (from.remaining() >= 2) {
            numbers.add(u16(from));
        }
        return numbers;
    }

    static int u16(ByteBuffer from) {
        return from.getShort() & 0xffff;
    }

    /**
     * The next bytes behind their length, which has this many bytes.
     *
     * @throws BufferUnderflowException or {@link IllegalArgumentException} where they are not there
     */
    static ByteBuffer vector(ByteBuffer from, int size) {
        int length = size == 1 ? from.get() & 0xff : u16(from);
        ByteBuffer inside = from.slice().limit(length);
        from.position(from.position() + length);
        return inside;
    }

    /** All of it as one vector; null where it is none. */
    static @Nullable ByteBuffer whole(ByteBuffer value, int size) {
        try {
            ByteBuffer from = value.duplicate();
            ByteBuffer inside = vector(from, size);
            return from.hasRemaining() ? null : inside;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return null;
        }
    }
}

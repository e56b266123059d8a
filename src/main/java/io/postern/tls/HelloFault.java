package io.postern.tls;

import io.postern.log.Level;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What OpenSSL would have said against a client's first message (RFC 8446, 4.1.2) that BoringSSL has refused: the two look at it in
 * another order, and name less or more. Asked only about refused ones.
 *
 * @param alert the number that goes to the client
 */
record HelloFault(int alert, Level level, String words) {
    /** No version is left that both the settings and the library have. */
    static final HelloFault NO_PROTOCOLS = crit(70, 191, "no protocols available");

    /** No cipher suite is left for the newest version. */
    static final HelloFault NO_CIPHERS =
            crit(40, 181, "no ciphers available:No ciphers enabled for max supported SSL/TLS version");

    /** Below TLSv1.2 the digests of signatures are too weak but for OpenSSL's level 0. */
    static final HelloFault TOO_WEAK = info(80, 118, "no suitable signature algorithm");

    static final HelloFault NO_SHARED_SIGNATURES = info(40, 376, "no shared signature algorithms");

    /** SHA-1 is what TLSv1.2 means where nothing is said. */
    static final HelloFault NO_SUITABLE_SIGNATURE = info(40, 118, "no suitable signature algorithm");

    /** The client's certificate is on a curve that was not agreed on. */
    static final HelloFault WRONG_CURVE = crit(47, 378, "wrong curve");

    /** A client of TLSv1.3 has to say how it verifies. */
    static final HelloFault NO_SIGNATURES = info(109, 112, "missing sigalgs extension");

    /** A client of TLSv1.3 has to send its half of a key, or to say that it will. */
    static final HelloFault NO_KEY_SHARE = info(109, 101, "no suitable key share");

    static final HelloFault NO_SHARED_GROUP = info(40, 101, "no suitable key share");

    static final HelloFault NO_APPLICATION_PROTOCOL = info(120, 235, "no application protocol");

    private static final int ILLEGAL_PARAMETER = 47;
    private static final int DECODE_ERROR = 50;
    private static final int HANDSHAKE_FAILURE = 40;
    private static final int PROTOCOL_VERSION = 70;
    private static final int MISSING_EXTENSION = 109;
    private static final int UNRECOGNIZED_NAME = 112;

    private static final int SERVER_NAME = 0;
    private static final int GROUPS = 10;
    private static final int SIGNATURES = 13;
    private static final int ALPN = 16;
    private static final int MASTER_SECRET = 23;
    private static final int PRE_SHARED_KEY = 41;
    private static final int VERSIONS = 43;
    private static final int KEY_MODES = 45;
    private static final int KEY_SHARE = 51;
    private static final int RENEGOTIATION = 0xff01;

    /** Extensions that OpenSSL knows: none may come twice. */
    private static final Set<Integer> KNOWN =
            Set.of(0, 1, 5, 10, 11, 13, 16, 18, 22, 23, 35, 41, 42, 43, 44, 45, 47, 49, 50, 51, RENEGOTIATION);

    /** Signature schemes that OpenSSL takes at its level 2. */
    private static final Set<Integer> SCHEMES = Set.of(
            0x0301, 0x0302, 0x0303, 0x0402, 0x0401, 0x0501, 0x0601, 0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806,
            0x0807, 0x0808, 0x0809, 0x080a, 0x080b);

    private static final int OLDEST = 0x0301;
    private static final int TLS_1_3 = 0x0304;
    private static final int LONGEST_NAME = 255;

    private static HelloFault info(int alert, int reason, String words) {
        return new HelloFault(alert, Level.INFO, error(reason, words));
    }

    /** A reason that nginx does not count among the clients' everyday mistakes. */
    private static HelloFault crit(int alert, int reason, String words) {
        return new HelloFault(alert, Level.CRIT, error(reason, words));
    }

    private static String error(int reason, String words) {
        return "error:%08X:SSL routines::%s".formatted(0x0A000000 | reason, words);
    }

    private static final HelloFault UNSUPPORTED_PROTOCOL = info(PROTOCOL_VERSION, 258, "unsupported protocol");

    private static HelloFault badExtension(int alert) {
        return info(alert, 110, "bad extension");
    }

    /** Whether no version can be agreed on: OpenSSL says so in the client's. */
    boolean aboutVersion() {
        return alert == PROTOCOL_VERSION || words.endsWith("version too low");
    }

    TlsFailure failure(String step) {
        return new TlsFailure(level, 0, step + " (SSL: " + words + ")");
    }

    /**
     * Finds the fault.
     *
     * @param message the whole handshake message
     * @param spoken the versions that we speak
     * @return null where it is none of those that are told apart here
     */
    static @Nullable HelloFault of(byte[] message, Set<TlsVersion> spoken) {
        ByteBuffer hello = ByteBuffer.wrap(message, 4, message.length - 4);
        if (hello.remaining() < 2) {
            return info(DECODE_ERROR, 160, "length too short");
        }
        try {
            int version = u16(hello);
            hello.position(hello.position() + 32);
            vector(hello, 1);
            ByteBuffer suites = vector(hello, 2);
            ByteBuffer compression = vector(hello, 1);
            Map<Integer, ByteBuffer> extensions = new HashMap<>();
            HelloFault fault = hello.hasRemaining() ? collect(vector(hello, 2), extensions) : null;
            if (fault == null) {
                fault = version(version, extensions.get(VERSIONS), spoken);
            }
            if (fault == null) {
                fault = suites(suites);
            }
            boolean newest = spoken.contains(TlsVersion.TLS1_3) && offers(extensions.get(VERSIONS), TLS_1_3);
            int methods = compression.remaining();
            if (fault == null && !offersNone(compression)) {
                fault = info(DECODE_ERROR, 187, "no compression specified");
            }
            if (fault == null) {
                fault = extensions(extensions);
            }
            if (fault == null && newest) {
                fault = newest(extensions);
                if (fault == null && methods > 1) {
                    fault = crit(ILLEGAL_PARAMETER, 341, "invalid compression algorithm");
                }
            }
            return fault;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return null;
        }
    }

    /** tls_collect_extensions. */
    private static @Nullable HelloFault collect(ByteBuffer all, Map<Integer, ByteBuffer> into) {
        int last = -1;
        try {
            while (all.hasRemaining()) {
                last = u16(all);
                ByteBuffer value = vector(all, 2);
                if (into.putIfAbsent(last, value) != null && KNOWN.contains(last)) {
                    return badExtension(ILLEGAL_PARAMETER);
                }
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return badExtension(DECODE_ERROR);
        }
        return into.containsKey(PRE_SHARED_KEY) && last != PRE_SHARED_KEY ? badExtension(ILLEGAL_PARAMETER) : null;
    }

    /** ssl_choose_server_version. */
    private static @Nullable HelloFault version(int version, @Nullable ByteBuffer versions, Set<TlsVersion> spoken) {
        if (versions == null) {
            if (version < OLDEST) {
                return info(version == OLDEST - 1 ? HANDSHAKE_FAILURE : PROTOCOL_VERSION, 396, "version too low");
            }
            return spoken.stream().anyMatch(ours -> ours != TlsVersion.TLS1_3 && number(ours) <= version)
                    ? null
                    : UNSUPPORTED_PROTOCOL;
        }
        ByteBuffer list = whole(versions, 1);
        if (list == null) {
            return info(PROTOCOL_VERSION, 159, "length mismatch");
        }
        return spoken.stream().anyMatch(ours -> offers(versions, number(ours))) ? null : UNSUPPORTED_PROTOCOL;
    }

    private static int number(TlsVersion version) {
        return switch (version) {
            case SSL2 -> 0x0200;
            case SSL3 -> 0x0300;
            case TLS1_0 -> OLDEST;
            case TLS1_1 -> 0x0302;
            case TLS1_2 -> 0x0303;
            case TLS1_3 -> TLS_1_3;
        };
    }

    private static @Nullable HelloFault suites(ByteBuffer suites) {
        if (!suites.hasRemaining()) {
            return info(ILLEGAL_PARAMETER, 183, "no ciphers specified");
        }
        return suites.remaining() % 2 == 0 ? null : info(DECODE_ERROR, 151, "error in received cipher list");
    }

    private static boolean offersNone(ByteBuffer methods) {
        while (methods.hasRemaining()) {
            if (methods.get() == 0) {
                return true;
            }
        }
        return false;
    }

    /** What the extensions' own readers refuse, in their order. */
    private static @Nullable HelloFault extensions(Map<Integer, ByteBuffer> extensions) {
        ByteBuffer renegotiation = extensions.get(RENEGOTIATION);
        if (renegotiation != null) {
            ByteBuffer before = whole(renegotiation, 1);
            if (before == null || before.hasRemaining()) {
                return before == null
                        ? info(DECODE_ERROR, 336, "renegotiation encoding err")
                        : info(HANDSHAKE_FAILURE, 337, "renegotiation mismatch");
            }
        }
        ByteBuffer name = extensions.get(SERVER_NAME);
        int alert = name == null ? 0 : name(name);
        if (alert > 0) {
            return badExtension(alert);
        }
        for (int kind : new int[] {GROUPS, SIGNATURES}) {
            ByteBuffer value = extensions.get(kind);
            ByteBuffer list = value == null ? null : whole(value, 2);
            if (value != null && (list == null || !list.hasRemaining() || list.remaining() % 2 != 0)) {
                return badExtension(DECODE_ERROR);
            }
        }
        ByteBuffer alpn = extensions.get(ALPN);
        if (alpn != null && !named(alpn)) {
            return badExtension(DECODE_ERROR);
        }
        ByteBuffer secret = extensions.get(MASTER_SECRET);
        if (secret != null && secret.hasRemaining()) {
            return badExtension(DECODE_ERROR);
        }
        ByteBuffer schemes = extensions.get(SIGNATURES);
        return schemes == null || offersAny(schemes) ? null : NO_SHARED_SIGNATURES;
    }

    /** What TLSv1.3 cannot do without. */
    private static @Nullable HelloFault newest(Map<Integer, ByteBuffer> extensions) {
        Set<Integer> kinds = new HashSet<>(extensions.keySet());
        if (kinds.contains(KEY_SHARE) && !kinds.contains(GROUPS)) {
            return crit(MISSING_EXTENSION, 209, "missing supported groups extension");
        }
        if (kinds.contains(PRE_SHARED_KEY) && !kinds.contains(KEY_MODES)) {
            return crit(MISSING_EXTENSION, 310, "missing psk kex modes extension");
        }
        if (!kinds.contains(SIGNATURES)) {
            return NO_SIGNATURES;
        }
        return kinds.contains(KEY_SHARE) ? null : NO_KEY_SHARE;
    }

    /** The alert for a server name (RFC 6066, 3) that cannot be one, else 0. */
    private static int name(ByteBuffer value) {
        ByteBuffer list = whole(value, 2);
        if (list == null || !list.hasRemaining() || list.get() != 0) {
            return DECODE_ERROR;
        }
        ByteBuffer name = whole(list, 2);
        if (name == null) {
            return DECODE_ERROR;
        }
        boolean bad = name.remaining() > LONGEST_NAME || !name.hasRemaining();
        while (name.hasRemaining()) {
            bad |= name.get() == 0;
        }
        return bad ? UNRECOGNIZED_NAME : 0;
    }

    /** Whether a list of application protocols (RFC 7301, 3.1) is one. */
    private static boolean named(ByteBuffer value) {
        try {
            ByteBuffer list = whole(value, 2);
            if (list == null || !list.hasRemaining()) {
                return false;
            }
            while (list.hasRemaining()) {
                if (!vector(list, 1).hasRemaining()) {
                    return false;
                }
            }
            return true;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean offers(@Nullable ByteBuffer versions, int wanted) {
        ByteBuffer list = versions == null ? null : whole(versions, 1);
        while (list != null && list.remaining() >= 2) {
            if (u16(list) == wanted) {
                return true;
            }
        }
        return false;
    }

    /** Whether a list of signature schemes (RFC 8446, 4.2.3) has one that OpenSSL takes at its level 2. */
    static boolean offersAny(ByteBuffer schemes) {
        ByteBuffer list = whole(schemes, 2);
        while (list != null && list.remaining() >= 2) {
            if (SCHEMES.contains(u16(list))) {
                return true;
            }
        }
        return false;
    }

    private static int u16(ByteBuffer from) {
        return from.getShort() & 0xffff;
    }

    /** The next bytes behind their length, which has this many bytes. */
    private static ByteBuffer vector(ByteBuffer from, int size) {
        int length = size == 1 ? from.get() & 0xff : u16(from);
        ByteBuffer inside = from.slice().limit(length);
        from.position(from.position() + length);
        return inside;
    }

    /** All of it as one vector; null where it is none. */
    private static @Nullable ByteBuffer whole(ByteBuffer value, int size) {
        try {
            ByteBuffer from = value.duplicate();
            ByteBuffer inside = vector(from, size);
            return from.hasRemaining() ? null : inside;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return null;
        }
    }
}

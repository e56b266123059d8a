package io.postern.tls.hello;

import static io.postern.tls.hello.HelloMessage.u16;
import static io.postern.tls.hello.HelloMessage.vector;
import static io.postern.tls.hello.HelloMessage.whole;

import io.postern.tls.openssl.Groups;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What OpenSSL has against the extensions of a client's first message (tls_parse_all_extensions and the readers that it calls). */
final class HelloExtensions {
    private static final int TLS_1_2 = 0x0303;
    private static final int TLS_1_3 = 0x0304;
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_FRAGMENT_CODE = 4;
    private static final int OCSP = 1;

    private HelloExtensions() {}

    /**
     * What the extensions' own readers refuse, in OpenSSL's order.
     *
     * @param version the one agreed on
     * @param groups ours
     */
    static @Nullable HelloFault fault(HelloMessage hello, int version, boolean resumed, List<String> groups) {
        boolean tls13 = version == TLS_1_3;
        HelloFault fault = tls13 ? null : renegotiationFault(hello.extension(HelloMessage.RENEGOTIATION));
        if (fault == null) {
            fault = nameFault(hello.extension(HelloMessage.SERVER_NAME), resumed && !tls13);
        }
        if (fault == null) {
            fault = fragmentFault(hello.extension(HelloMessage.FRAGMENT_LENGTH));
        }
        if (fault != null) {
            return fault;
        }
        ByteBuffer points = hello.extension(HelloMessage.POINTS);
        ByteBuffer named = hello.extension(HelloMessage.GROUPS);
        ByteBuffer status = hello.extension(HelloMessage.STATUS_REQUEST);
        ByteBuffer protocols = hello.extension(HelloMessage.ALPN);
        ByteBuffer user = hello.extension(HelloMessage.SRP);
        if ((!tls13 && user != null && !isUser(user))
                || (!tls13 && points != null && !isList(points, 1, 1))
                || (named != null && !isList(named, 2, 2))
                || (status != null && !resumed && !isStatusRequest(status))
                || (protocols != null && !areNames(protocols))) {
            return HelloFault.BAD_EXTENSION;
        }
        for (int kind : List.of(HelloMessage.CERTIFICATE_SIGNATURES, HelloMessage.SIGNATURES)) {
            ByteBuffer schemes = hello.extension(kind);
            // nobody looks at their parts below TLSv1.2
            if (schemes != null && !isList(schemes, 2, resumed || version < TLS_1_2 ? 1 : 2)) {
                return HelloFault.BAD_EXTENSION;
            }
        }
        ByteBuffer modes = hello.extension(HelloMessage.KEY_MODES);
        if (tls13 && modes != null && !isList(modes, 1, 1)) {
            return HelloFault.BAD_EXTENSION;
        }
        ByteBuffer shares = hello.extension(HelloMessage.KEY_SHARE);
        return tls13 && shares != null ? sharesFault(shares, hello.list(HelloMessage.GROUPS), groups) : null;
    }

    private static @Nullable HelloFault renegotiationFault(@Nullable ByteBuffer value) {
        if (value == null) {
            return null;
        }
        // bytes behind it do not count
        if (!value.hasRemaining() || (value.get(value.position()) & 0xff) > value.remaining() - 1) {
            return HelloFault.BROKEN_RENEGOTIATION;
        }
        return value.get(value.position()) == 0 ? null : HelloFault.RENEGOTIATION;
    }

    /** A server's name (RFC 6066, 3). */
    private static @Nullable HelloFault nameFault(@Nullable ByteBuffer value, boolean anyWill) {
        if (value == null) {
            return null;
        }
        ByteBuffer list = whole(value, 2);
        if (list == null || !list.hasRemaining() || list.get() != 0) {
            return HelloFault.BAD_EXTENSION;
        }
        ByteBuffer name = whole(list, 2);
        if (name == null) {
            return HelloFault.BAD_EXTENSION;
        }
        boolean bad = name.remaining() > LONGEST_NAME;
        while (name.hasRemaining()) {
            bad |= name.get() == 0;
        }
        return bad && !anyWill ? HelloFault.BAD_NAME : null;
    }

    /** RFC 5054, 2.8.1. */
    private static boolean isUser(ByteBuffer value) {
        ByteBuffer name = whole(value, 1);
        boolean bad = name == null;
        while (name != null && name.hasRemaining()) {
            bad |= name.get() == 0;
        }
        return !bad;
    }

    private static @Nullable HelloFault fragmentFault(@Nullable ByteBuffer value) {
        if (value == null) {
            return null;
        }
        if (value.remaining() != 1) {
            return HelloFault.BAD_EXTENSION;
        }
        int code = value.get() & 0xff;
        return code > 0 && code <= LONGEST_FRAGMENT_CODE ? null : HelloFault.FRAGMENT_LENGTH;
    }

    /** Whether this is what a list that is not empty should be: its length in so many bytes, and parts of a size. */
    static boolean isList(ByteBuffer value, int length, int size) {
        ByteBuffer list = whole(value, length);
        return list != null && list.hasRemaining() && list.remaining() % size == 0;
    }

    /** RFC 6066, 8, but for the names inside. */
    private static boolean isStatusRequest(ByteBuffer value) {
        try {
            if (value.get() != OCSP) {
                return true;
            }
            ByteBuffer responders = vector(value, 2);
            while (responders.hasRemaining()) {
                if (!vector(responders, 2).hasRemaining()) {
                    return false;
                }
            }
            return whole(value, 2) != null;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether a list of application protocols (RFC 7301, 3.1) is one. */
    private static boolean areNames(ByteBuffer value) {
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

    /** Halves of keys (RFC 8446, 4.2.8): behind the first that suits, only their shape counts. */
    private static @Nullable HelloFault sharesFault(ByteBuffer value, List<Integer> named, List<String> groups) {
        ByteBuffer shares = whole(value, 2);
        if (shares == null) {
            return HelloFault.WRONG_LENGTH;
        }
        if (named.isEmpty()) {
            return HelloFault.NO_GROUPS;
        }
        boolean found = false;
        try {
            while (shares.hasRemaining()) {
                int group = u16(shares);
                if (!vector(shares, 2).hasRemaining()) {
                    return HelloFault.WRONG_LENGTH;
                }
                if (!found && !named.contains(group)) {
                    return HelloFault.BAD_KEY_SHARE;
                }
                found |= groups.contains(Groups.spoken(group));
            }
            return null;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return HelloFault.WRONG_LENGTH;
        }
    }

    /** Whether it offers application protocols, and not ours. */
    static boolean offersOnlyOthers(HelloMessage hello, String alpn) {
        ByteBuffer value = hello.extension(HelloMessage.ALPN);
        ByteBuffer list = value == null || !areNames(value.duplicate()) ? null : whole(value, 2);
        if (list == null) {
            return false;
        }
        ByteBuffer ours = ByteBuffer.wrap(alpn.getBytes(StandardCharsets.US_ASCII));
        while (list.hasRemaining()) {
            if (vector(list, 1).equals(ours)) {
                return false;
            }
        }
        return true;
    }
}

package io.postern.tls;

import static io.postern.tls.HelloMessage.u16;
import static io.postern.tls.HelloMessage.vector;
import static io.postern.tls.HelloMessage.whole;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What OpenSSL 3.0 has against a client's first message, found in OpenSSL's order: BoringSSL looks at it in another one, and refuses more
 * or less (tls_early_post_process_client_hello, tls_post_process_client_hello and what they call). Immutable.
 */
final class HelloJudge {
    private static final int SSL_3 = 0x0300;
    private static final int TLS_1_0 = 0x0301;
    private static final int TLS_1_2 = 0x0303;
    private static final int TLS_1_3 = 0x0304;

    /** That this is not the client's first try (RFC 7507). */
    private static final int FALLBACK = 0x5600;

    private static final Set<Integer> SUITES_1_3 = Set.of(0x1301, 0x1302, 0x1303);
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_FRAGMENT_CODE = 4;
    private static final int OCSP = 1;

    private final Set<Integer> spoken = new HashSet<>();
    private final int newest;
    private final List<String> groups;
    private final SignatureChoice signatures;
    private final SuiteChoice suites;
    private final String alpn;

    /**
     * Judges for one server.
     *
     * @param identities those that BoringSSL can show
     * @param alpn the only application protocol that is agreed on
     */
    HelloJudge(List<Identity> identities, Speech speech, SecurityLevel level, String alpn) {
        for (TlsVersion version : speech.withoutGap()) {
            spoken.add(version.number());
        }
        newest = best(List.copyOf(spoken));
        groups = speech.groups();
        signatures = new SignatureChoice(identities, speech.signatures(), level);
        suites = new SuiteChoice(identities, speech, signatures);
        this.alpn = alpn;
    }

    /** The number of the version that is agreed on; 0 where there is none (ssl_choose_server_version). */
    int version(HelloMessage hello) {
        List<Integer> versions = hello.versions();
        if (!hello.has(HelloMessage.VERSIONS)) {
            int most = Math.min(hello.version(), TLS_1_2);
            return best(spoken.stream().filter(version -> version <= most).toList());
        }
        return versions == null || hello.version() <= SSL_3
                ? 0
                : best(versions.stream().filter(spoken::contains).toList());
    }

    private static int best(List<Integer> versions) {
        return versions.stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /** The suites to be left to BoringSSL, with colons between; null for all of them. */
    @Nullable
    String suites(HelloMessage hello) {
        int version = version(hello);
        return version == 0 || version == TLS_1_3 ? null : suites.leaving(hello, version);
    }

    /**
     * Finds the fault.
     *
     * @param resumed whether a session of before goes on
     * @param inOneRecord whether nothing follows in the record in which it ends
     * @return null where there is none
     */
    @Nullable
    HelloFault fault(HelloMessage hello, boolean resumed, boolean inOneRecord) {
        HelloFault broken = hello.broken();
        if (broken != null) {
            return broken;
        }
        int version = version(hello);
        if (version == 0) {
            return versionFault(hello);
        }
        boolean tls13 = version == TLS_1_3;
        if (tls13 && !inOneRecord) {
            return HelloFault.NOT_ON_BOUNDARY;
        }
        HelloFault fault = suitesFault(hello, version);
        if (fault == null) {
            fault = extensionsFault(hello, tls13, resumed);
        }
        if (fault == null && tls13) {
            fault = missing(hello, resumed);
        }
        if (fault == null && !resumed) {
            fault = signatures.fault(hello, version);
        }
        if (fault == null && !resumed && !tls13) {
            fault = suites.fault(hello, version);
        }
        return fault == null && !tls13 && offersOnlyOthers(hello) ? HelloFault.NO_APPLICATION_PROTOCOL : fault;
    }

    /** The version of the record in which OpenSSL refuses it: the one agreed on, else the client's; TLSv1.3's are TLSv1.2's. */
    int recordVersion(HelloMessage hello) {
        if (hello.broken() != null) {
            return TLS_1_2;
        }
        int version = version(hello);
        return Math.min(version == 0 ? hello.version() : version, TLS_1_2);
    }

    private static HelloFault versionFault(HelloMessage hello) {
        if (!hello.has(HelloMessage.VERSIONS)) {
            return hello.version() >= TLS_1_0
                    ? HelloFault.UNSUPPORTED_PROTOCOL
                    : hello.version() == SSL_3 ? HelloFault.SSL3_TOO_LOW : HelloFault.VERSION_TOO_LOW;
        }
        ByteBuffer value = hello.extension(HelloMessage.VERSIONS);
        ByteBuffer list = value == null ? null : whole(value, 1);
        if (list == null) {
            return HelloFault.BROKEN_VERSIONS;
        }
        if (hello.version() <= SSL_3) {
            return hello.version() == SSL_3 ? HelloFault.SSL3_LEGACY_VERSION : HelloFault.BAD_LEGACY_VERSION;
        }
        return list.remaining() % 2 == 0 ? HelloFault.UNSUPPORTED_PROTOCOL : HelloFault.BROKEN_VERSIONS;
    }

    /** Suites, what stands among them, and compression. */
    private @Nullable HelloFault suitesFault(HelloMessage hello, int version) {
        int length = hello.suiteBytes().remaining();
        if (length == 0) {
            return HelloFault.NO_SUITES;
        }
        if (length % 2 != 0) {
            return HelloFault.ODD_SUITES;
        }
        List<Integer> offered = hello.suites();
        if (offered.contains(FALLBACK) && version != newest) {
            return HelloFault.INAPPROPRIATE_FALLBACK;
        }
        if (version == TLS_1_3 && offered.stream().noneMatch(SUITES_1_3::contains)) {
            return HelloFault.NO_SHARED_CIPHER;
        }
        ByteBuffer secret = hello.extension(HelloMessage.MASTER_SECRET);
        if (version != TLS_1_3 && secret != null && secret.hasRemaining()) {
            return HelloFault.BAD_EXTENSION;
        }
        ByteBuffer modes = hello.extension(HelloMessage.KEY_MODES);
        if (version == TLS_1_3 && hello.has(HelloMessage.PRE_SHARED_KEY) && modes != null && !isList(modes, 1, 1)) {
            return HelloFault.BAD_EXTENSION;
        }
        ByteBuffer methods = hello.methods();
        while (methods.hasRemaining()) {
            if (methods.get() == 0) {
                return null;
            }
        }
        return HelloFault.NO_COMPRESSION;
    }

    /** What the extensions' own readers refuse, in their order. */
    private @Nullable HelloFault extensionsFault(HelloMessage hello, boolean tls13, boolean resumed) {
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
        if ((!tls13 && points != null && !isList(points, 1, 1))
                || (named != null && !isList(named, 2, 2))
                || (status != null && !resumed && !isStatusRequest(status))
                || (protocols != null && !areNames(protocols))) {
            return HelloFault.BAD_EXTENSION;
        }
        for (int kind : List.of(HelloMessage.CERTIFICATE_SIGNATURES, HelloMessage.SIGNATURES)) {
            ByteBuffer schemes = hello.extension(kind);
            // nobody looks at their parts below TLSv1.2
            if (schemes != null && !isList(schemes, 2, resumed || version(hello) < TLS_1_2 ? 1 : 2)) {
                return HelloFault.BAD_EXTENSION;
            }
        }
        ByteBuffer modes = hello.extension(HelloMessage.KEY_MODES);
        if (tls13 && modes != null && !isList(modes, 1, 1)) {
            return HelloFault.BAD_EXTENSION;
        }
        ByteBuffer shares = hello.extension(HelloMessage.KEY_SHARE);
        return tls13 && shares != null ? sharesFault(shares, hello.list(HelloMessage.GROUPS)) : null;
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
    private static boolean isList(ByteBuffer value, int length, int size) {
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
    private @Nullable HelloFault sharesFault(ByteBuffer value, List<Integer> named) {
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

    /** What TLSv1.3 cannot do without. */
    private @Nullable HelloFault missing(HelloMessage hello, boolean resumed) {
        if (offersOnlyOthers(hello)) {
            return HelloFault.NO_APPLICATION_PROTOCOL;
        }
        if (!resumed && !hello.has(HelloMessage.SIGNATURES)) {
            return HelloFault.NO_SIGNATURES;
        }
        if (!hello.has(HelloMessage.KEY_SHARE)) {
            return HelloFault.NO_KEY_SHARE;
        }
        if (hello.list(HelloMessage.GROUPS).stream().map(Groups::spoken).noneMatch(groups::contains)) {
            return HelloFault.NO_SHARED_GROUP;
        }
        if (hello.has(HelloMessage.PRE_SHARED_KEY) && !hello.has(HelloMessage.KEY_MODES)) {
            return HelloFault.NO_KEY_MODES;
        }
        return hello.methods().remaining() > 1 ? HelloFault.COMPRESSION : null;
    }

    /** Whether it offers application protocols, and not ours. */
    private boolean offersOnlyOthers(HelloMessage hello) {
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

package io.postern.tls.hello;

import static io.postern.tls.hello.HelloMessage.whole;

import io.postern.tls.model.Identity;
import io.postern.tls.model.Speech;
import io.postern.tls.openssl.Groups;
import io.postern.tls.openssl.SecurityLevel;
import io.postern.tls.openssl.TlsVersion;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What OpenSSL 3.0 has against a client's first message, found in OpenSSL's order: BoringSSL looks at it in another one, and refuses more
 * or less (tls_early_post_process_client_hello, tls_post_process_client_hello and what they call). Immutable.
 */
public final class HelloJudge {
    private static final int SSL_3 = 0x0300;
    private static final int TLS_1_0 = 0x0301;
    private static final int TLS_1_2 = 0x0303;
    private static final int TLS_1_3 = 0x0304;

    /** That this is not the client's first try (RFC 7507). */
    private static final int FALLBACK = 0x5600;

    private static final Set<Integer> SUITES_1_3 = Set.of(0x1301, 0x1302, 0x1303);

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
    public HelloJudge(List<Identity> identities, Speech speech, SecurityLevel level, String alpn) {
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
    public int version(HelloMessage hello) {
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
    public String suites(HelloMessage hello) {
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
    public HelloFault fault(HelloMessage hello, boolean resumed, boolean inOneRecord) {
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
            fault = HelloExtensions.fault(hello, version, resumed, groups);
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
        return fault == null && !tls13 && HelloExtensions.offersOnlyOthers(hello, alpn)
                ? HelloFault.NO_APPLICATION_PROTOCOL
                : fault;
    }

    /** The version of the record in which OpenSSL refuses it: the one agreed on, else the client's; TLSv1.3's are TLSv1.2's. */
    public int recordVersion(HelloMessage hello) {
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
        if (version == TLS_1_3
                && hello.has(HelloMessage.PRE_SHARED_KEY)
                && modes != null
                && !HelloExtensions.isList(modes, 1, 1)) {
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

    /** What TLSv1.3 cannot do without. */
    private @Nullable HelloFault missing(HelloMessage hello, boolean resumed) {
        if (HelloExtensions.offersOnlyOthers(hello, alpn)) {
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
}

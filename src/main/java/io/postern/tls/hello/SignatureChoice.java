package io.postern.tls.hello;

import io.postern.tls.model.Identity;
import io.postern.tls.openssl.Groups;
import io.postern.tls.openssl.SecurityLevel;
import java.security.interfaces.ECKey;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether one of our certificates can sign as a client wants it: what OpenSSL asks before it shows any (tls1_set_server_sigalgs,
 * find_sig_alg, tls_choose_sigalg). Immutable.
 */
public final class SignatureChoice {
    private static final int TLS_1_2 = 0x0303;
    private static final int TLS_1_3 = 0x0304;
    private static final int RSA_SHA1 = 0x0201;
    private static final int ECDSA_SHA1 = 0x0203;
    private static final int ED25519 = 0x0807;

    /** Those whose number's first byte is that of a digest: the others bear a digest in their own name. */
    private static final int NEWER = 8;

    private static final int SHA_256 = 4;

    /** All that OpenSSL knows (tls12_sigalgs): BoringSSL lacks some of them. */
    private static final List<Integer> OPENSSL = List.of(
            0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501,
            0x0601, 0x0303, 0x0203, 0x0301, 0x0201, 0x0302, 0x0202, 0x0402, 0x0502, 0x0602);

    private final List<Identity> identities;
    private final List<Integer> ours;
    private final boolean weak;

    /** @param named those that ssl_conf_command names; empty for all */
    SignatureChoice(List<Identity> identities, List<Integer> named, SecurityLevel level) {
        this.identities = identities;
        weak = level.level() == 0;
        ours = (named.isEmpty() ? OPENSSL : named)
                .stream().filter(scheme -> !level.tooWeak(bits(scheme))).toList();
    }

    /**
     * Whether TLSv1.3 is spoken with these certificates: it ties ECDSA's schemes to curves, and OpenSSL does without it where those named
     * have none for the curve of the only key (is_tls13_capable).
     *
     * @param named those that ssl_conf_command names; empty for all
     */
    public static boolean suitsNewest(List<Identity> identities, List<Integer> named) {
        return identities.isEmpty()
                || named.isEmpty()
                || identities.stream()
                        .anyMatch(identity -> !(identity.key() instanceof ECKey ec)
                                || named.stream()
                                        .anyMatch(scheme -> signs(scheme, false)
                                                && curve(scheme)
                                                        == Groups.ofSize(ec.getParams()
                                                                .getOrder()
                                                                .bitLength())));
    }

    /** The strength of a scheme's digest, or of its curve. */
    private static int bits(int scheme) {
        return switch (scheme >> 8) {
            case 2 -> 64;
            case 3 -> 112;
            case 4 -> 128;
            case 5 -> 192;
            case 6 -> 256;
            default ->
                switch (scheme) {
                    case 0x0805, 0x080a -> 192;
                    case 0x0806, 0x080b -> 256;
                    case 0x0808 -> 224;
                    default -> 128;
                };
        };
    }

    /** Whether a key of RSA, or else one of an elliptic curve's, signs with it. */
    private static boolean signs(int scheme, boolean rsa) {
        return rsa
                ? (scheme >= 0x0804 && scheme <= 0x0806) || (scheme >> 8 < NEWER && (scheme & 0xff) == 1)
                : scheme >> 8 < NEWER && (scheme & 0xff) == 3;
    }

    /** Whether the client says how it verifies; below TLSv1.2 it cannot. */
    private static boolean says(HelloMessage hello, int version) {
        return version >= TLS_1_2
                && (hello.has(HelloMessage.SIGNATURES) || hello.has(HelloMessage.CERTIFICATE_SIGNATURES));
    }

    private Stream<Integer> shared(HelloMessage hello) {
        return hello.list(HelloMessage.SIGNATURES).stream().filter(ours::contains);
    }

    /** Why none of our certificates can sign; null where one can, or the client does not say. */
    @Nullable
    HelloFault fault(HelloMessage hello, int version) {
        if (!says(hello, version)) {
            return null;
        }
        if (shared(hello).findAny().isEmpty()) {
            return HelloFault.NO_SHARED_SIGNATURES;
        }
        return version < TLS_1_3 || shared(hello).anyMatch(scheme -> signsNewest(scheme, hello))
                ? null
                : HelloFault.NO_SUITABLE_SIGNATURE;
    }

    private boolean signsNewest(int scheme, HelloMessage hello) {
        return identities.stream().anyMatch(identity -> {
            if (!isTrusted(identity, hello)) {
                return false;
            }
            if (scheme == ED25519) {
                return isEdwards(identity);
            }
            if (identity.key() instanceof ECKey ec) {
                return scheme >> 8 >= SHA_256
                        && signs(scheme, false)
                        && curve(scheme)
                                == Groups.ofSize(ec.getParams().getOrder().bitLength());
            }
            return isRsa(identity) && scheme >> 8 == NEWER && signs(scheme, true);
        });
    }

    private static int curve(int scheme) {
        return Groups.NIST + (scheme >> 8) - SHA_256;
    }

    /** Whether an ECDSA suite may be chosen: OpenSSL asks for a key that can sign. An RSA suite it chooses without asking. */
    boolean allowsEcdsa(HelloMessage hello, int version, boolean edwards) {
        if (version < TLS_1_2) {
            return !edwards;
        }
        if (!says(hello, version)) {
            return !edwards && weak && ours.contains(ECDSA_SHA1);
        }
        return shared(hello).anyMatch(scheme -> edwards ? scheme == ED25519 : signs(scheme, false));
    }

    /**
     * What there is against the certificate that goes with a suite below TLSv1.3.
     *
     * @param rsa whether that is one of RSA
     */
    @Nullable
    HelloFault fault(HelloMessage hello, int version, boolean rsa) {
        if (version < TLS_1_2) {
            return weak ? null : HelloFault.TOO_WEAK;
        }
        if (!says(hello, version)) {
            if (!weak) {
                return HelloFault.NO_SUITABLE_SIGNATURE;
            }
            return ours.contains(rsa ? RSA_SHA1 : ECDSA_SHA1) ? null : HelloFault.WRONG_SIGNATURE;
        }
        boolean suits = shared(hello).anyMatch(scheme -> identities.stream()
                .filter(identity -> isTrusted(identity, hello))
                .anyMatch(identity -> isEdwards(identity)
                        ? !rsa && scheme == ED25519
                        : isRsa(identity) == rsa && signs(scheme, rsa)));
        return suits ? null : HelloFault.NO_SUITABLE_SIGNATURE;
    }

    static boolean isRsa(Identity identity) {
        return identity.key().getAlgorithm().equals("RSA");
    }

    static boolean isEdwards(Identity identity) {
        return !isRsa(identity) && !(identity.key() instanceof ECKey);
    }

    /** Whether the client verifies what the certificate itself is signed with, where it says so apart (RFC 8446, 4.2.3). */
    private static boolean isTrusted(Identity identity, HelloMessage hello) {
        if (!hello.has(HelloMessage.CERTIFICATE_SIGNATURES)) {
            return true;
        }
        String[] name =
                identity.certificate().getSigAlgName().toUpperCase(Locale.ROOT).split("WITH", 2);
        int digest =
                switch (name[0]) {
                    case "SHA1" -> 2;
                    case "SHA224" -> 3;
                    case "SHA256" -> 4;
                    case "SHA384" -> 5;
                    case "SHA512" -> 6;
                    default -> 0;
                };
        if (digest == 0 || name.length < 2) {
            return true;
        }
        int kind = name[1].equals("RSA") ? 1 : 3;
        return hello.list(HelloMessage.CERTIFICATE_SIGNATURES).contains(digest << 8 | kind);
    }
}

package io.postern.tls.openssl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names of signature schemes in OpenSSL's lists (SSL_CTX_set1_sigalgs_list(3)) and their code points. */
public final class SignatureSchemes {
    private static final Map<String, Integer> CODES = Map.ofEntries(
            Map.entry("rsa_pkcs1_sha256", 0x0401),
            Map.entry("rsa_pkcs1_sha384", 0x0501),
            Map.entry("rsa_pkcs1_sha512", 0x0601),
            Map.entry("ecdsa_secp256r1_sha256", 0x0403),
            Map.entry("ecdsa_secp384r1_sha384", 0x0503),
            Map.entry("ecdsa_secp521r1_sha512", 0x0603),
            Map.entry("rsa_pss_rsae_sha256", 0x0804),
            Map.entry("rsa_pss_rsae_sha384", 0x0805),
            Map.entry("rsa_pss_rsae_sha512", 0x0806),
            Map.entry("ed25519", 0x0807),
            Map.entry("rsa_pkcs1_sha1", 0x0201),
            Map.entry("RSA+SHA1", 0x0201),
            Map.entry("RSA+SHA256", 0x0401),
            Map.entry("RSA+SHA384", 0x0501),
            Map.entry("RSA+SHA512", 0x0601),
            Map.entry("ECDSA+SHA256", 0x0403),
            Map.entry("ECDSA+SHA384", 0x0503),
            Map.entry("ECDSA+SHA512", 0x0603),
            Map.entry("RSA-PSS+SHA256", 0x0804),
            Map.entry("RSA-PSS+SHA384", 0x0805),
            Map.entry("RSA-PSS+SHA512", 0x0806),
            Map.entry("PSS+SHA256", 0x0804),
            Map.entry("PSS+SHA384", 0x0805),
            Map.entry("PSS+SHA512", 0x0806));

    /** The order in which clients with OpenSSL's settings offer them: OpenSSL heeds a client's order, BoringSSL its own. */
    private static final List<Integer> USUAL =
            List.of(0x0403, 0x0503, 0x0603, 0x0807, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0201, 0x0203);

    /** What we sign with, SHA-1 aside, which OpenSSL allows at level 0 only. */
    public static final List<Integer> STRONG = USUAL.subList(0, USUAL.indexOf(0x0201));

    /** What we sign with at level 0. */
    public static final List<Integer> ALL = USUAL;

    private static final Set<String> UNSPOKEN = Set.of(
            "ed448",
            "ecdsa_sha224",
            "ecdsa_sha1",
            "rsa_pss_pss_sha256",
            "rsa_pss_pss_sha384",
            "rsa_pss_pss_sha512",
            "rsa_pkcs1_sha224",
            "dsa_sha256",
            "dsa_sha224",
            "dsa_sha1",
            "RSA+SHA224",
            "ECDSA+SHA1",
            "ECDSA+SHA224",
            "DSA+SHA1",
            "DSA+SHA224",
            "DSA+SHA256");

    /**
     * What a list came to.
     *
     * @param spoken the code points of the schemes that we have
     * @param unspoken the names that OpenSSL knows and BoringSSL does not
     */
    public record Choice(List<Integer> spoken, List<String> unspoken) {}

    private SignatureSchemes() {}

    /** Reads a list; null where OpenSSL takes offence: at a name that it does not know, or that says the same as one before. */
    public static @Nullable Choice parse(String list) {
        Set<Integer> spoken = new LinkedHashSet<>();
        Set<String> unspoken = new LinkedHashSet<>();
        for (String word : list.split(":", -1)) {
            String name = word.trim();
            Integer code = CODES.get(name);
            boolean good = code == null ? UNSPOKEN.contains(name) && unspoken.add(name) : spoken.add(code);
            if (!good) {
                return null;
            }
        }
        List<Integer> ordered = new ArrayList<>(spoken);
        ordered.sort(Comparator.comparingInt(USUAL::indexOf));
        return new Choice(List.copyOf(ordered), List.copyOf(unspoken));
    }
}

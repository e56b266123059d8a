package io.postern.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of signature schemes in OpenSSL's lists (SSL_CTX_set1_sigalgs_list(3)) and their code points. */
final class SignatureSchemes {
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
            Map.entry("rsa+sha1", 0x0201),
            Map.entry("rsa+sha256", 0x0401),
            Map.entry("rsa+sha384", 0x0501),
            Map.entry("rsa+sha512", 0x0601),
            Map.entry("ecdsa+sha256", 0x0403),
            Map.entry("ecdsa+sha384", 0x0503),
            Map.entry("ecdsa+sha512", 0x0603),
            Map.entry("rsa-pss+sha256", 0x0804),
            Map.entry("rsa-pss+sha384", 0x0805),
            Map.entry("rsa-pss+sha512", 0x0806));

    private SignatureSchemes() {}

    /** The code points of a list; null where a name in it is unknown. */
    static @Nullable List<Integer> parse(String list) {
        List<Integer> codes = new ArrayList<>();
        for (String name : list.split(":", -1)) {
            Integer code = CODES.get(name.toLowerCase(Locale.ROOT));
            if (code == null) {
                return null;
            }
            codes.add(code);
        }
        return List.copyOf(codes);
    }
}

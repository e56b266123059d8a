package io.postern.tls.openssl;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The key exchange groups of ssl_ecdh_curve: which names OpenSSL knows, and which of them we can speak. */
public final class Groups {
    /** What "auto" means: OpenSSL 3.0's list without X448, which BoringSSL lacks. */
    public static final List<String> AUTO = List.of("X25519", "P-256", "P-521", "P-384");

    /** Further names that OpenSSL has, in its spelling: of those below by another name, and of some without a number. */
    private static final Set<String> OTHERS = Set.of(
            "x448",
            "P-224",
            "secp192r1",
            "P-192",
            "K-163",
            "B-163",
            "K-233",
            "B-233",
            "K-283",
            "B-283",
            "K-409",
            "B-409",
            "K-571",
            "B-571",
            "MLKEM512",
            "MLKEM768");

    private static final Map<String, String> SPOKEN = Map.ofEntries(
            Map.entry("X25519", "X25519"),
            Map.entry("x25519", "X25519"),
            Map.entry("P-256", "P-256"),
            Map.entry("prime256v1", "P-256"),
            Map.entry("secp256r1", "P-256"),
            Map.entry("P-384", "P-384"),
            Map.entry("secp384r1", "P-384"),
            Map.entry("P-521", "P-521"),
            Map.entry("secp521r1", "P-521"),
            Map.entry("X25519MLKEM768", "X25519MLKEM768"),
            Map.entry("MLKEM1024", "MLKEM1024"));

    private static final Map<Integer, String> NUMBERS = Map.of(
            0x17, "P-256", 0x18, "P-384", 0x19, "P-521", 0x1d, "X25519", 0x11ec, "X25519MLKEM768", 0x0202, "MLKEM1024");

    /** OpenSSL's short names of those that BoringSSL calls otherwise. */
    private static final Map<String, String> SHORT =
            Map.of("P-256", "prime256v1", "P-384", "secp384r1", "P-521", "secp521r1");

    /** OpenSSL's short names by their numbers in TLS, from 1 on. */
    private static final List<String> NUMBERED = List.of(
            "sect163k1",
            "sect163r1",
            "sect163r2",
            "sect193r1",
            "sect193r2",
            "sect233k1",
            "sect233r1",
            "sect239k1",
            "sect283k1",
            "sect283r1",
            "sect409k1",
            "sect409r1",
            "sect571k1",
            "sect571r1",
            "secp160k1",
            "secp160r1",
            "secp160r2",
            "secp192k1",
            "prime192v1",
            "secp224k1",
            "secp224r1",
            "secp256k1",
            "prime256v1",
            "secp384r1",
            "secp521r1",
            "brainpoolP256r1",
            "brainpoolP384r1",
            "brainpoolP512r1",
            "X25519",
            "X448");

    /** Those whose numbers lie higher. */
    private static final Map<Integer, String> HIGHER = Map.of(
            0x0100,
            "ffdhe2048",
            0x0101,
            "ffdhe3072",
            0x0102,
            "ffdhe4096",
            0x0103,
            "ffdhe6144",
            0x0104,
            "ffdhe8192",
            0x0202,
            "MLKEM1024",
            0x11eb,
            "SecP256r1MLKEM768",
            0x11ec,
            "X25519MLKEM768",
            0x11ed,
            "SecP384r1MLKEM1024");

    /** The number of the first of NIST's curves that we speak; those of 384 and 521 bits follow. */
    public static final int NIST = 0x17;

    /** OpenSSL's buffer for one name. */
    private static final int LONGEST = 63;

    /**
     * What a list of groups came to.
     *
     * @param spoken the groups we speak, by BoringSSL's names
     * @param unspoken the names that OpenSSL knows and we do not speak
     */
    public record Choice(List<String> spoken, List<String> unspoken) {}

    /** Thrown for a list that OpenSSL does not take either; the message is OpenSSL's, empty where it has no words. */
    public static final class BadList extends Exception {
        BadList(String words) {
            super(words, null, false, false);
        }
    }

    private Groups() {}

    /**
     * Reads a list such as {@code X25519:prime256v1}.
     *
     * @throws BadList with OpenSSL's words
     */
    public static Choice choose(String list) throws BadList {
        Set<String> spoken = new LinkedHashSet<>();
        List<String> unspoken = new ArrayList<>();
        for (String name : list.split(":", -1)) {
            String boring = SPOKEN.get(name);
            if (name.isEmpty() || name.length() > LONGEST) {
                throw new BadList("");
            }
            if (boring != null) {
                if (!spoken.add(boring)) {
                    throw new BadList("");
                }
            } else if (OTHERS.contains(name) || NUMBERED.contains(name) || HIGHER.containsValue(name)) {
                unspoken.add(name);
            } else {
                throw new BadList(
                        "error:0A080106:SSL routines::passed invalid argument:group '" + name + "' cannot be set");
            }
        }
        return new Choice(List.copyOf(spoken), List.copyOf(unspoken));
    }

    /** BoringSSL's name of a group that we speak, from its number (RFC 8446, 4.2.7); empty for another one. */
    public static String spoken(int number) {
        return NUMBERS.getOrDefault(number, "");
    }

    /** The number of NIST's curve over a prime field of that many bits; 0 where there is none that we speak. */
    public static int ofSize(int bits) {
        return switch (bits) {
            case 256 -> NIST;
            case 384 -> NIST + 1;
            case 521 -> NIST + 2;
            default -> 0;
        };
    }

    /** OpenSSL's short name of a group, from its number in hexadecimal; null where it has none. */
    static @Nullable String shortName(String number) {
        int n = Integer.parseInt(number, 16);
        return n > 0 && n <= NUMBERED.size() ? NUMBERED.get(n - 1) : HIGHER.get(n);
    }

    /** OpenSSL's name of a group, from BoringSSL's. */
    public static String openSslName(String boring) {
        return SHORT.getOrDefault(boring, boring);
    }
}

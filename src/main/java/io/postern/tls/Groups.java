package io.postern.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The key exchange groups of ssl_ecdh_curve: which names OpenSSL knows, and which of them we can speak. */
final class Groups {
    /** What "auto" means: OpenSSL 3.0's list without X448, which BoringSSL lacks. */
    static final List<String> AUTO = List.of("X25519", "P-256", "P-521", "P-384");

    private static final Set<String> UNSPOKEN = Set.of(
            "x448",
            "secp224r1",
            "p-224",
            "secp256k1",
            "secp192r1",
            "prime192v1",
            "p-192",
            "secp192k1",
            "secp224k1",
            "secp160k1",
            "secp160r1",
            "secp160r2",
            "brainpoolp256r1",
            "brainpoolp384r1",
            "brainpoolp512r1",
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
            "k-163",
            "b-163",
            "k-233",
            "b-233",
            "k-283",
            "b-283",
            "k-409",
            "b-409",
            "k-571",
            "b-571",
            "ffdhe2048",
            "ffdhe3072",
            "ffdhe4096",
            "ffdhe6144",
            "ffdhe8192",
            "secp256r1mlkem768",
            "secp384r1mlkem1024",
            "mlkem512",
            "mlkem768");

    /**
     * What a list of groups came to.
     *
     * @param spoken the groups we speak, by BoringSSL's names
     * @param unspoken the names that OpenSSL knows and we do not speak
     */
    record Choice(List<String> spoken, List<String> unspoken) {}

    /** Thrown for a name that OpenSSL does not know either. */
    static final class UnknownGroup extends Exception {
        UnknownGroup(String name) {
            super(
                    "error:0A080106:SSL routines::passed invalid argument:group '" + name + "' cannot be set",
                    null,
                    false,
                    false);
        }
    }

    private Groups() {}

    /**
     * Reads a list such as {@code X25519:prime256v1}.
     *
     * @throws UnknownGroup with OpenSSL's words
     */
    static Choice choose(String list) throws UnknownGroup {
        if (list.equals("auto")) {
            return new Choice(AUTO, List.of());
        }
        List<String> spoken = new ArrayList<>();
        List<String> unspoken = new ArrayList<>();
        for (String name : list.split(":", -1)) {
            String boring =
                    switch (name.toLowerCase(Locale.ROOT)) {
                        case "x25519" -> "X25519";
                        case "p-256", "prime256v1", "secp256r1" -> "P-256";
                        case "p-384", "secp384r1" -> "P-384";
                        case "p-521", "secp521r1" -> "P-521";
                        case "x25519mlkem768" -> "X25519MLKEM768";
                        case "mlkem1024" -> "MLKEM1024";
                        default -> "";
                    };
            if (!boring.isEmpty()) {
                spoken.add(boring);
            } else if (UNSPOKEN.contains(name.toLowerCase(Locale.ROOT))) {
                unspoken.add(name);
            } else {
                throw new UnknownGroup(name);
            }
        }
        return new Choice(List.copyOf(spoken), List.copyOf(unspoken));
    }
}

package io.postern.tls.openssl;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a client offered in its first message, in its order (ngx_ssl_get_ciphers, ngx_ssl_get_curves, ngx_ssl_get_sigalgs).
 */
public final class Offer {
    /** Nothing known. */
    public static final Offer NONE = new Offer(List.of(), List.of(), List.of());

    private final List<Integer> suites;
    private final List<Integer> groups;
    private final List<Integer> signatures;

    public Offer(List<Integer> suites, List<Integer> groups, List<Integer> signatures) {
        this.suites = suites;
        this.groups = groups;
        this.signatures = signatures;
    }

    /** OpenSSL's names of the suites with colons between; {@code 0x} and the number where it has none. */
    public String ciphers() {
        return words(suites, Names.SUITES::get);
    }

    /** OpenSSL's short names of the groups, the same way. */
    public String curves() {
        return words(groups, Groups::shortName);
    }

    /** The numbers of the signature schemes, for which OpenSSL 3.0 has no names. */
    public String signatures() {
        return words(signatures, number -> null);
    }

    /** The suites alone: OpenSSL reads no more where a session of before is resumed below TLSv1.3. */
    public Offer resumed() {
        return new Offer(suites, List.of(), List.of());
    }

    /** The numbers of OpenSSL's suites by their names. */
    public static Map<String, Integer> numbers() {
        return Names.SUITES.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getValue, suite -> Integer.parseInt(suite.getKey(), 16)));
    }

    private static String words(List<Integer> numbers, Function<String, @Nullable String> name) {
        StringJoiner words = new StringJoiner(":");
        for (int number : numbers) {
            String digits = HexFormat.of().toHexDigits((short) number);
            String known = name.apply(digits);
            words.add(known == null ? "0x" + digits : known);
        }
        return words.toString();
    }

    /** Read when first asked for: few configurations do. */
    private static final class Names {
        static final Map<String, String> SUITES = load();

        private static Map<String, String> load() {
            try (InputStream in = Objects.requireNonNull(Offer.class.getResourceAsStream("suites.tsv"));
                    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
                return lines.lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.split("\t", -1))
                        .collect(Collectors.toUnmodifiableMap(f -> f[0], f -> f[1]));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

package io.postern.tls.openssl;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One cipher suite below TLSv1.3, as OpenSSL 3.0 knows it.
 *
 * @param name OpenSSL's name ({@code ECDHE-RSA-AES128-GCM-SHA256})
 * @param standardName the RFC's name ({@code TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256})
 * @param bits the strength of the encryption
 */
public record CipherSuite(
        String name,
        String standardName,
        String protocol,
        String exchange,
        String authentication,
        String encryption,
        int bits,
        String mac,
        boolean high,
        boolean standard,
        boolean fips) {
    /** The suites of TLSv1.3, in OpenSSL's order of preference; no cipher string touches them. */
    public static final List<String> TLS_1_3 =
            List.of("TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256");

    /** Every suite, in the order in which OpenSSL looks at them. */
    public static final List<CipherSuite> ALL = load();

    /** Words of OpenSSL's that mean suites of which none is left. */
    private static final Set<String> WITHOUT_SUITE =
            Set.of("LOW", "MEDIUM", "3DES", "EDH-RSA-DES-CBC3-SHA", "EDH-DSS-DES-CBC3-SHA");

    /** By name: a record's own equals is linked by the JVM at first use, which takes longer than choosing among all suites. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CipherSuite suite && name.equals(suite.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** Whether a word of OpenSSL's cipher strings is one, though it may mean no suite at all. */
    static boolean isWord(String alias) {
        return WITHOUT_SUITE.contains(alias) || ALL.stream().anyMatch(suite -> suite.matches(alias));
    }

    /** Whether an alias of OpenSSL's cipher strings (one word between plus signs) means this suite. */
    boolean matches(String alias) {
        return switch (alias) {
            case "ALL" -> bits > 0;
            case "COMPLEMENTOFALL", "eNULL", "NULL" -> bits == 0;
            case "COMPLEMENTOFDEFAULT" -> !standard && bits > 0;
            case "HIGH" -> high;
            case "FIPS" -> fips && bits > 0;
            case "kRSA" -> exchange.equals("RSA");
            case "kEDH", "kDHE", "DH" -> exchange.equals("DH");
            case "kEECDH", "kECDHE", "ECDH" -> exchange.equals("ECDH");
            case "kPSK", "kRSAPSK", "kECDHEPSK", "kDHEPSK", "kSRP" -> exchange.equals(alias.substring(1));
            case "PSK" -> exchange.endsWith("PSK");
            case "SRP" -> exchange.equals("SRP");
            case "EDH", "DHE" -> exchange.equals("DH") && !authentication.equals("None");
            case "EECDH", "ECDHE" -> exchange.equals("ECDH") && !authentication.equals("None");
            case "RSA" -> exchange.equals("RSA") && authentication.equals("RSA");
            case "ADH" -> exchange.equals("DH") && authentication.equals("None");
            case "AECDH" -> exchange.equals("ECDH") && authentication.equals("None");
            case "aRSA", "aECDSA", "aPSK", "aSRP" -> authentication.equals(alias.substring(1));
            case "ECDSA" -> authentication.equals("ECDSA");
            case "aDSS", "DSS" -> authentication.equals("DSS");
            case "aNULL" -> authentication.equals("None");
            case "AES" -> encryption.startsWith("AES");
            case "AES128", "AES256" -> encryption.startsWith("AES") && alias.endsWith(Integer.toString(bits));
            case "AESGCM" -> encryption.equals("AESGCM");
            case "AESCCM" -> encryption.startsWith("AESCCM");
            case "AESCCM8" -> encryption.equals("AESCCM8");
            case "CBC" -> encryption.equals("AES") || encryption.equals("Camellia");
            case "CAMELLIA" -> encryption.equals("Camellia");
            case "CAMELLIA128", "CAMELLIA256" ->
                encryption.equals("Camellia") && alias.endsWith(Integer.toString(bits));
            case "CHACHA20" -> encryption.startsWith("CHACHA20");
            case "ARIA", "ARIAGCM" -> encryption.equals("ARIAGCM");
            case "ARIA128", "ARIA256" -> encryption.equals("ARIAGCM") && alias.endsWith(Integer.toString(bits));
            case "SHA", "SHA1" -> mac.equals("SHA1");
            case "MD5", "SHA256", "SHA384" -> mac.equals(alias);
            case "SSLv3", "TLSv1.2" -> protocol.equals(alias);
            case "TLSv1", "TLSv1.0" -> protocol.equals("TLSv1");
            default -> name.equals(alias) || standardName.equals(alias);
        };
    }

    /** Whether BoringSSL has it. */
    public boolean boring() {
        return switch (exchange) {
            case "ECDH", "RSA" ->
                switch (encryption) {
                    case "AESGCM", "CHACHA20/POLY1305" -> !authentication.equals("None");
                    case "AES" -> mac.equals("SHA1") && !authentication.equals("None");
                    default -> false;
                };
            default -> false;
        };
    }

    private static List<CipherSuite> load() {
        try (InputStream in = Objects.requireNonNull(CipherSuite.class.getResourceAsStream("ciphers.tsv"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(CipherSuite::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CipherSuite parse(String line) {
        String[] f = line.split("\t", -1);
        return new CipherSuite(
                f[0],
                f[1],
                f[2],
                f[3],
                f[4],
                f[5],
                Integer.parseInt(f[6]),
                f[7],
                f[8].equals("HIGH"),
                f[9].indexOf('D') >= 0,
                f[9].indexOf('F') >= 0);
    }

    @Override
    public String toString() {
        return name.toUpperCase(Locale.ROOT);
    }
}

package io.postern.tls.x509;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a distinguished name as OpenSSL does with XN_FLAG_RFC2253, which is what nginx sends on: the last part first, UTF-8 escaped. */
public final class DistinguishedName {
    private static final Map<String, String> SHORT = load();
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String COMMON_NAME = "2.5.4.3";
    /** OpenSSL has a buffer of 80 bytes for the number of a kind that it has no name for. */
    private static final int LONGEST_NUMBER = 79;

    private static final int ISSUER = 2;

    /** The tag of a certificate's version, which those of version 1 lack. */
    private static final int VERSION = 0xa0;

    private static final String SPECIAL = ",+\"\\<>;";

    private DistinguishedName() {}

    /** The subject's DER as it was sent: the JDK would put the values of a set in order. */
    public static byte[] subject(X509Certificate certificate) {
        return part(certificate, 4);
    }

    /** The same of the issuer. */
    public static byte[] issuer(X509Certificate certificate) {
        return part(certificate, ISSUER);
    }

    /** Where the issuer stands in a TBSCertificate. */
    static int issuerPosition(Der body) {
        return position(body, ISSUER);
    }

    private static int position(Der body, int behindVersion) {
        return behindVersion + (body.inside().get(0).tag() == VERSION ? 1 : 0);
    }

    /** A part of a TBSCertificate (RFC 5280, 4.1), counted behind its version. */
    private static byte[] part(X509Certificate certificate, int position) {
        try {
            Der body = Der.read(certificate.getTBSCertificate());
            return body.inside().get(position(body, position)).whole();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The name as text.
     *
     * @param encoded the DER of an X.501 Name
     */
    public static String rfc2253(byte[] encoded) {
        StringBuilder text = new StringBuilder();
        List<Der> sets = Der.read(encoded).inside();
        for (int i = sets.size() - 1; i >= 0; i--) {
            List<Der> values = sets.get(i).inside();
            for (int j = values.size() - 1; j >= 0; j--) {
                if (!text.isEmpty()) {
                    text.append(j == values.size() - 1 ? ',' : '+');
                }
                List<Der> pair = values.get(j).inside();
                String oid = pair.get(0).oid();
                String name = SHORT.get(oid);
                text.append(name == null ? cut(oid) : name).append('=');
                String value = name == null ? null : string(pair.get(1));
                if (value == null) {
                    text.append('#').append(HEX.formatHex(pair.get(1).whole()));
                } else {
                    escape(value.getBytes(StandardCharsets.UTF_8), text);
                }
            }
        }
        return text.toString();
    }

    private static String cut(String oid) {
        return oid.length() > LONGEST_NUMBER ? oid.substring(0, LONGEST_NUMBER) : oid;
    }

    /** The name as X509_NAME_oneline writes it: the first part first, each behind a slash, odd bytes as {@code \\xHH}. */
    public static String oneLine(byte[] encoded) {
        StringBuilder text = new StringBuilder();
        for (Der set : Der.read(encoded).inside()) {
            List<Der> values = set.inside();
            for (int i = 0; i < values.size(); i++) {
                List<Der> pair = values.get(i).inside();
                String oid = pair.get(0).oid();
                text.append(i == 0 ? '/' : '+')
                        .append(SHORT.getOrDefault(oid, cut(oid)))
                        .append('=');
                for (byte b : pair.get(1).body()) {
                    char c = (char) (b & 0xff);
                    if (c == '/' || c == '+') {
                        text.append('\\').append(c);
                    } else if (c < ' ' || c > '~') {
                        text.append("\\x").append(HEX.toHexDigits(b));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        return text.toString();
    }

    /** The first common name in an X.501 Name's DER; null where there is none that is text. */
    public static @Nullable String commonName(byte[] encoded) {
        for (Der set : Der.read(encoded).inside()) {
            for (Der value : set.inside()) {
                List<Der> pair = value.inside();
                if (pair.get(0).oid().equals(COMMON_NAME)) {
                    return string(pair.get(1));
                }
            }
        }
        return null;
    }

    /** The characters of a string type; null for anything else, which is dumped. */
    static @Nullable String string(Der value) {
        Charset charset =
                switch (value.tag()) {
                    case 0x0c -> StandardCharsets.UTF_8;
                    case 0x1e -> StandardCharsets.UTF_16BE;
                    case 0x1c -> Charset.forName("UTF-32BE");
                    case 0x12, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1a -> StandardCharsets.ISO_8859_1;
                    default -> null;
                };
        return charset == null ? null : new String(value.body(), charset);
    }

    private static void escape(byte[] utf8, StringBuilder text) {
        for (int i = 0; i < utf8.length; i++) {
            char c = (char) (utf8[i] & 0xff);
            boolean last = i == utf8.length - 1;
            // a single character is the last one, not the first
            boolean first = i == 0 && !last;
            if (SPECIAL.indexOf(c) >= 0 || (first && (c == ' ' || c == '#')) || (last && c == ' ')) {
                text.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                text.append('\\').append(HEX.toHexDigits((byte) c));
            } else {
                text.append(c);
            }
        }
    }

    private static Map<String, String> load() {
        try (InputStream in = Objects.requireNonNull(DistinguishedName.class.getResourceAsStream("names.tsv"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableMap(
                            line -> line.substring(0, line.indexOf('\t')),
                            line -> line.substring(line.indexOf('\t') + 1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.postern.tls;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/**
 * A distinguished name as OpenSSL compares it (X509_NAME_cmp): the kinds of string do not count, nor do capitals of ASCII and how many
 * spaces there are; the JDK draws the line elsewhere. Two names are one where their texts are equal.
 */
final class CanonicalName {
    /** ASN1_MASK_CANON: the strings that are compared by their characters. */
    private static final Set<Integer> STRINGS = Set.of(0x0c, 0x13, 0x14, 0x16, 0x1a, 0x1c, 0x1e);

    private CanonicalName() {}

    static String subject(X509Certificate certificate) {
        return of(certificate.getSubjectX500Principal());
    }

    static String issuer(X509Certificate certificate) {
        return of(certificate.getIssuerX500Principal());
    }

    static String issuer(X509CRL list) {
        return of(list.getIssuerX500Principal());
    }

    private static String of(X500Principal name) {
        StringBuilder text = new StringBuilder();
        for (Der set : Der.read(name.getEncoded()).inside()) {
            List<String> values = new ArrayList<>();
            for (Der value : set.inside()) {
                List<Der> pair = value.inside();
                values.add(HexFormat.of().formatHex(pair.get(0).body()) + '=' + text(pair.get(1)));
            }
            Collections.sort(values);
            text.append(String.join("+", values)).append(',');
        }
        return text.toString();
    }

    private static String text(Der value) {
        String text = STRINGS.contains(value.tag()) ? DistinguishedName.string(value) : null;
        byte[] bytes = text == null ? value.whole() : squeezed(text).getBytes(StandardCharsets.UTF_8);
        // what is no such string begins with its tag, which no character of one looks like
        return (text == null ? "#" : "") + HexFormat.of().formatHex(bytes);
    }

    /** Without spaces at both ends, one between words, in small letters: of ASCII only. */
    private static String squeezed(String text) {
        StringBuilder out = new StringBuilder();
        boolean gap = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ' || (c >= '\t' && c <= '\r')) {
                gap = !out.isEmpty();
            } else {
                if (gap) {
                    out.append(' ');
                    gap = false;
                }
                out.append(c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c);
            }
        }
        return out.toString();
    }
}

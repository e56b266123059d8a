package io.postern.tls.x509;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * A distinguished name as OpenSSL compares it (X509_NAME_cmp): the kinds of string do not count, nor do capitals of ASCII and how many
 * spaces there are; the JDK draws the line elsewhere. Two names are one where their texts are equal.
 */
public final class CanonicalName {
    /** ASN1_MASK_CANON: the strings that are compared by their characters. */
    private static final Set<Integer> STRINGS = Set.of(0x0c, 0x13, 0x14, 0x16, 0x1a, 0x1c, 0x1e);

    private static final int UTF8_STRING = 0x0c;

    private CanonicalName() {}

    public static String subject(X509Certificate certificate) {
        return of(DistinguishedName.subject(certificate));
    }

    public static String issuer(X509Certificate certificate) {
        return of(DistinguishedName.issuer(certificate));
    }

    public static String issuer(X509CRL list) {
        return of(list.getIssuerX500Principal().getEncoded());
    }

    /** X509_NAME_hash_ex: eight hexadecimal digits from the SHA-1 of the subject's canonical encoding. */
    public static String hash(X509Certificate certificate) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Der set : Der.read(DistinguishedName.subject(certificate)).inside()) {
            List<byte[]> values = new ArrayList<>();
            for (Der value : set.inside()) {
                Der text = value.inside().get(1);
                String plain = STRINGS.contains(text.tag()) ? DistinguishedName.string(text) : null;
                byte[] encoded = plain == null
                        ? text.whole()
                        : Der.write(UTF8_STRING, squeezed(plain).getBytes(StandardCharsets.UTF_8));
                values.add(Der.write(Der.SEQUENCE, value.inside().get(0).whole(), encoded));
            }
            values.sort(Arrays::compareUnsigned);
            all.writeBytes(Der.write(Der.SET, values.toArray(byte[][]::new)));
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(all.toByteArray());
            return HexFormat.of().formatHex(new byte[] {digest[3], digest[2], digest[1], digest[0]});
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String of(byte[] name) {
        StringBuilder text = new StringBuilder();
        for (Der set : Der.read(name).inside()) {
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
        // other kinds are compared with their tag; the mark keeps them apart from text
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

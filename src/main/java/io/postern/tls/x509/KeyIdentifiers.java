package io.postern.tls.x509;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The key identifiers by which certificates name their issuers (RFC 5280, 4.2.1.1 and 4.2.1.2). */
public final class KeyIdentifiers {
    private KeyIdentifiers() {}

    /** Whether nothing in the two certificates' identifiers speaks against this issuer (X509_check_akid). */
    public static boolean mayIssue(X509Certificate issuer, X509Certificate subject) {
        byte[] wanted = authority(subject);
        byte[] has = own(issuer);
        return wanted == null || has == null || Arrays.equals(wanted, has);
    }

    private static byte @Nullable [] authority(X509Certificate c) {
        byte[] value = c.getExtensionValue("2.5.29.35");
        if (value == null) {
            return null;
        }
        try {
            for (Der part : Der.read(Der.read(value).body()).inside()) {
                if (part.tag() == 0x80) {
                    return part.body();
                }
            }
            return null;
        } catch (Der.BadDer e) {
            return null;
        }
    }

    private static byte @Nullable [] own(X509Certificate c) {
        byte[] value = c.getExtensionValue("2.5.29.14");
        try {
            return value == null ? null : Der.read(Der.read(value).body()).body();
        } catch (Der.BadDer e) {
            return null;
        }
    }
}

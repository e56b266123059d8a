package io.postern.tls.verify;

import io.postern.tls.TlsFacts;
import io.postern.tls.files.Pem;
import io.postern.tls.x509.DistinguishedName;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;

/** Describes a client's certificate in nginx's words, for the auth source. */
final class ClientCertificate {
    private static final TlsFacts.Certificate NONE = new TlsFacts.Certificate("NONE", "", "", "", "", "");

    private ClientCertificate() {}

    static TlsFacts.Certificate none() {
        return NONE;
    }

    static TlsFacts.Certificate describe(X509Certificate certificate, CertificateVerdict verdict) {
        try {
            byte[] der = certificate.getEncoded();
            return new TlsFacts.Certificate(
                    verdict.code() == 0 ? "SUCCESS" : "FAILED:" + verdict.words(),
                    DistinguishedName.rfc2253(DistinguishedName.subject(certificate)),
                    DistinguishedName.rfc2253(DistinguishedName.issuer(certificate)),
                    serial(certificate.getSerialNumber()),
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(der)),
                    Pem.write("CERTIFICATE", der));
        } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As i2a_ASN1_INTEGER writes it: whole bytes in upper case, a backslash and a line feed behind every 35. */
    static String serial(BigInteger number) {
        String hex = number.abs().toString(16).toUpperCase(Locale.ROOT);
        String even = hex.length() % 2 == 0 ? hex : "0" + hex;
        StringBuilder text = new StringBuilder(number.signum() < 0 ? "-" : "");
        for (int i = 0; i < even.length(); i += 2) {
            if (i > 0 && i % 70 == 0) {
                text.append("\\\n");
            }
            text.append(even, i, i + 2);
        }
        return text.toString();
    }
}

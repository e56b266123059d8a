package io.postern.tls;

import io.postern.tls.files.Pem;
import io.postern.tls.openssl.Offer;
import io.postern.tls.x509.DistinguishedName;
import io.postern.tls.x509.SentCertificate;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a client's TLS, in OpenSSL's words: {@code TLSv1.3}, {@code TLS_AES_256_GCM_SHA384}.
 *
 * @param certificate what a client certificate said; null unless {@code ssl_verify_client} asks for one
 */
public record TlsFacts(
        String protocol, String cipher, @Nullable Certificate certificate, Handshake handshake) {
    /**
     * nginx's words for a client's certificate; all but {@code verify} are empty where the client showed none.
     *
     * @param verify {@code NONE}, {@code SUCCESS} or {@code FAILED:…} ($ssl_client_verify)
     * @param subject the subject, RFC 2253
     * @param issuer the issuer, RFC 2253
     * @param serial the serial number in upper-case hexadecimal
     * @param fingerprint the SHA-1 in lower-case hexadecimal
     * @param pem the certificate itself as PEM text ($ssl_client_raw_cert)
     */
    public record Certificate(
            String verify, String subject, String issuer, String serial, String fingerprint, String pem) {
        /** The subject as X509_NAME_oneline writes it ($ssl_client_s_dn_legacy); empty where the client showed none. */
        public String subjectOnOneLine() {
            X509Certificate own = read();
            return own == null ? "" : DistinguishedName.oneLine(DistinguishedName.subject(own));
        }

        /** The same of the issuer. */
        public String issuerOnOneLine() {
            X509Certificate own = read();
            return own == null ? "" : DistinguishedName.oneLine(DistinguishedName.issuer(own));
        }

        /** The certificate itself; null where the client showed none. */
        public @Nullable X509Certificate read() {
            try {
                return pem.isEmpty()
                        ? null
                        : SentCertificate.read(Pem.read(pem.getBytes(StandardCharsets.US_ASCII))
                                .get(0)
                                .der());
            } catch (CertificateException | Pem.BadPem e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /**
     * What only a PROXY protocol header of version 2 (ngx_proxy_protocol_v2_eval_ssl) or a variable of http{} tells.
     *
     * @param serverName the name that the client asked for (SNI), empty for none
     * @param alpn the protocol agreed on, empty for none
     * @param resumed whether an earlier session was resumed
     * @param signature how our certificate is signed, {@code RSA-SHA256}
     * @param key our certificate's kind of key and its bits, {@code EC256}; empty where there is no word for the kind
     * @param group the group of the key exchange, by OpenSSL's name; empty where it is not known
     * @param session the session's id in lower-case hexadecimal; empty for none
     * @param offer what the client offered
     * @param peer the client's certificate, if it was asked for one and showed one
     */
    public record Handshake(
            String serverName,
            String alpn,
            boolean resumed,
            String signature,
            String key,
            String group,
            String session,
            Offer offer,
            @Nullable Peer peer) {
        /** Nothing known. */
        public static final Handshake PLAIN = new Handshake("", "", false, "", "", "", "", Offer.NONE, null);
    }

    /**
     * A client's certificate.
     *
     * @param commonName the subject's first common name; null where there is none
     * @param verdict OpenSSL's number for what is held against it, 0 for nothing
     */
    public record Peer(@Nullable String commonName, int verdict) {}
}

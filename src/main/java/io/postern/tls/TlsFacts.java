package io.postern.tls;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a client's TLS, in OpenSSL's words: {@code TLSv1.3}, {@code TLS_AES_256_GCM_SHA384}.
 *
 * @param certificate what a client certificate said; null unless {@code ssl_verify_client} asks for one
 */
public record TlsFacts(
        String protocol, String cipher, @Nullable Certificate certificate) {
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
            String verify, String subject, String issuer, String serial, String fingerprint, String pem) {}
}

package io.postern.tls.verify;

/**
 * What verifying a client's certificate came to (X509_V_* of OpenSSL).
 *
 * @param code 0 where there is nothing to say against it
 * @param words OpenSSL's words for the code
 */
public record CertificateVerdict(int code, String words) {
    static final CertificateVerdict OK = new CertificateVerdict(0, "ok");

    /** Whether optional_no_ca lets it pass (nginx's ngx_ssl_verify_error_optional). */
    boolean onlyUntrusted() {
        return code == 18 || code == 19 || code == 20 || code == 21 || code == 27;
    }
}

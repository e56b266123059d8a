package io.postern.tls.verify;

/** OpenSSL 3.0's verification errors that a client's certificate can meet, with its numbers and words. */
enum VerifyCode {
    NO_ISSUER(2, "unable to get issuer certificate"),
    NO_CRL(3, "unable to get certificate CRL"),
    BAD_SIGNATURE(7, "certificate signature failure"),
    CRL_BAD_SIGNATURE(8, "CRL signature failure"),
    NOT_YET_VALID(9, "certificate is not yet valid"),
    EXPIRED(10, "certificate has expired"),
    CRL_NOT_YET_VALID(11, "CRL is not yet valid"),
    CRL_EXPIRED(12, "CRL has expired"),
    SELF_SIGNED(18, "self-signed certificate"),
    SELF_SIGNED_IN_CHAIN(19, "self-signed certificate in certificate chain"),
    NO_LOCAL_ISSUER(20, "unable to get local issuer certificate"),
    UNVERIFIED_LEAF(21, "unable to verify the first certificate"),
    CHAIN_TOO_LONG(22, "certificate chain too long"),
    REVOKED(23, "certificate revoked"),
    INVALID_AUTHORITY(24, "invalid CA certificate"),
    PATH_TOO_LONG(25, "path length constraint exceeded"),
    INVALID_PURPOSE(26, "unsuitable certificate purpose"),
    NO_CERTIFICATE_SIGNING(32, "key usage does not include certificate signing"),
    NO_CRL_ISSUER(33, "unable to get CRL issuer certificate"),
    UNHANDLED_CRITICAL(34, "unhandled critical extension"),
    NO_CRL_SIGNING(35, "key usage does not include CRL signing"),
    OWN_KEY_TOO_SMALL(66, "EE certificate key too weak"),
    AUTHORITY_KEY_TOO_SMALL(67, "CA certificate key too weak"),
    DIGEST_TOO_WEAK(68, "CA signature digest algorithm too weak");

    private final int code;
    private final String words;

    VerifyCode(int code, String words) {
        this.code = code;
        this.words = words;
    }

    CertificateVerdict verdict() {
        return new CertificateVerdict(code, words);
    }
}

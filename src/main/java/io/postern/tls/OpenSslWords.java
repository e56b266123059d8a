package io.postern.tls;

/** What OpenSSL 3.0 says of the errors that people meet; nginx quotes it in parentheses. */
final class OpenSslWords {
    static final String NO_CIPHER_MATCH = "error:0A0000B9:SSL routines::no cipher match";
    static final String KEY_MISMATCH = "error:05800074:x509 certificate routines::key values mismatch";
    static final String BAD_DECRYPT =
            "error:1C800064:Provider routines::bad decrypt error:04800065:PEM routines::bad decrypt";
    static final String NO_KEY =
            "error:1E08010C:DECODER routines::unsupported:No supported data to decode. Input type: PEM";
    static final String BAD_BASE64 = "error:04800064:PEM routines::bad base64 decode";
    static final String BAD_END_LINE = "error:04800066:PEM routines::bad end line";
    static final String BAD_ASN1 = "error:0688010A:asn1 encoding routines::nested asn1 error";

    private OpenSslWords() {}

    static String noStartLine(String expected) {
        return "error:0480006C:PEM routines::no start line:Expecting: " + expected;
    }

    /** What fopen(3) had to say, as BIO_new_file() hands it on. */
    static String cannotOpen(String file, int errno, String words) {
        String tail =
                errno == 2 ? "error:10000080:BIO routines::no such file" : "error:10080002:BIO routines::system lib";
        return "error:%08X:system library::%s:calling fopen(%s, r) %s".formatted(0x80000000 | errno, words, file, tail);
    }
}

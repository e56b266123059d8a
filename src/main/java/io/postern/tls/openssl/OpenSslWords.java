package io.postern.tls.openssl;

import io.postern.tls.x509.Der;

/** What OpenSSL 3.0 says of the errors that people meet; nginx quotes it in parentheses. */
public final class OpenSslWords {
    public static final String NO_CIPHER_MATCH = "error:0A0000B9:SSL routines::no cipher match";
    public static final String KEY_MISMATCH = "error:05800074:x509 certificate routines::key values mismatch";
    public static final String BAD_DECRYPT =
            "error:1C800064:Provider routines::bad decrypt error:04800065:PEM routines::bad decrypt";
    private static final String CANCELLED = " error:07880109:common libcrypto routines::interrupted or cancelled";
    public static final String UNSUPPORTED_ENCRYPTION = "error:04800072:PEM routines::unsupported encryption";
    public static final String BAD_IV = "error:04800067:PEM routines::bad iv chars";
    public static final String NOT_DEK_INFO = "error:04800069:PEM routines::not dek info";
    public static final String INVALID_COMMAND = "error:0A000118:SSL routines::invalid command";
    public static final String PEM = "error:048000";
    public static final String PEM_LIB = " error:0A080009:SSL routines::PEM lib";
    public static final String NO_KEY =
            "error:1E08010C:DECODER routines::unsupported:No supported data to decode. Input type: PEM";
    public static final String SMALL_DH_KEY = "error:0A00018A:SSL routines::dh key too small";
    public static final String NO_EXTENSIONS =
            "error:0480006C:PEM routines::no start line error:0A000185:SSL routines::no pem extensions";
    public static final String NAME_TOO_SHORT = "error:0A000188:SSL routines::pem name too short";
    public static final String NOTHING_FOUND = "error:05800088:x509 certificate routines::no certificate or crl found";
    public static final String SYSTEM = "error:80";
    public static final String NO_SUCH_FILE = "error:10000080:BIO routines::no such file";
    public static final String SYSTEM_LIB = "error:10080002:BIO routines::system lib";
    public static final String SSL_SYSTEM_LIB = " error:0A080002:SSL routines::system lib";
    public static final String BAD_BASE64 = "error:04800064:PEM routines::bad base64 decode";
    public static final String BAD_END_LINE = "error:04800066:PEM routines::bad end line";
    public static final String BAD_ASN1 = "error:0688010A:asn1 encoding routines::nested asn1 error";

    private OpenSslWords() {}

    public static String noStartLine(String expected) {
        return "error:0480006C:PEM routines::no start line:Expecting: " + expected;
    }

    /** OpenSSL's words as nginx quotes them; nothing where there are none. */
    public static String inParentheses(String words, String behind) {
        String all = (words + " " + behind).trim();
        return all.isEmpty() ? "" : " (SSL: " + all + ")";
    }

    /** What a PKCS #8 key says to a wrong password; OpenSSL tries twice. */
    public static String wrongPassword(boolean empty) {
        return wrongPasswordOnce(empty) + " " + wrongPasswordOnce(empty);
    }

    private static String wrongPasswordOnce(boolean empty) {
        return "error:1C800064:Provider routines::bad decrypt error:11800074:PKCS12 routines::pkcs12 cipherfinal error:"
                + (empty ? "empty" : "maybe wrong") + " password";
    }

    /**
     * What is said when no pass phrase was given, though it was asked for twice.
     *
     * @param sealed whether the key is a PKCS #8 one
     */
    public static String noPassword(boolean sealed) {
        String once = "error:1400006B:UI routines::processing error:while reading strings"
                + " error:0480006D:PEM routines::problems getting password" + CANCELLED;
        return once + CANCELLED + (sealed ? " error:1C80009F:Provider routines::unable to get passphrase " + once : "")
                + " error:04800068:PEM routines::bad password read";
    }

    /** What a store says of a key that cannot be read for the reason given: it has words for passwords only. */
    public static String ofStore(String reason) {
        if (reason.equals(BAD_DECRYPT) || reason.equals(noPassword(false))) {
            return BAD_DECRYPT;
        }
        if (reason.equals(noPassword(true))) {
            return ofStore(wrongPassword(false));
        }
        for (boolean empty : new boolean[] {true, false}) {
            if (reason.equals(wrongPassword(empty))) {
                return "error:1608010C:STORE routines::unsupported " + wrongPasswordOnce(empty);
            }
        }
        return "";
    }

    /**
     * What is wrong with a damaged structure in a PEM block.
     *
     * @param type OpenSSL's name of what it should have been
     */
    public static String inPem(byte[] der, String type) {
        return asn1(der, type) + " error:0488000D:PEM routines::ASN1 lib";
    }

    /** The same by itself: cut off, or something else. */
    public static String asn1(byte[] der, String type) {
        return (Der.isCut(der)
                        ? "error:0680009B:asn1 encoding routines::too long error:06800066:asn1 encoding routines::bad object"
                                + " header "
                        : "error:068000A8:asn1 encoding routines::wrong tag ")
                + BAD_ASN1 + ":Type=" + type;
    }

    /** A folder that cannot be read. */
    public static String cannotList(String folder, int errno, String words) {
        return "error:%08X:system library::%s:calling OPENSSL_dir_read(%s)%s"
                .formatted(0x80000000 | errno, words, folder, SSL_SYSTEM_LIB);
    }

    /** The store's, when there is no such file. */
    public static String notInStore(String file) {
        return "error:16000069:STORE routines::unregistered scheme:scheme=file"
                + " error:80000002:system library::No such file or directory:calling stat(" + file + ')';
    }

    /** What fopen(3) had to say, as BIO_new_file() hands it on. */
    public static String cannotOpen(String file, int errno, String words) {
        String tail = errno == 2 ? NO_SUCH_FILE : SYSTEM_LIB;
        return "error:%08X:system library::%s:calling fopen(%s, r) %s".formatted(0x80000000 | errno, words, file, tail);
    }
}

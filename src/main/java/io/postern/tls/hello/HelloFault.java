package io.postern.tls.hello;

import io.postern.log.Level;
import io.postern.tls.TlsFailure;
import io.postern.tls.model.Speech;
import io.postern.tls.openssl.TlsVersion;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What OpenSSL has against a client's first message, or against settings that leave nothing to say to any.
 *
 * @param alert the number that goes to the client
 */
public record HelloFault(int alert, Level level, String words) {
    private static final int UNEXPECTED_MESSAGE = 10;
    private static final int HANDSHAKE_FAILURE = 40;
    private static final int ILLEGAL_PARAMETER = 47;
    private static final int DECODE_ERROR = 50;
    private static final int PROTOCOL_VERSION = 70;
    private static final int INTERNAL_ERROR = 80;
    private static final int FALLBACK = 86;
    private static final int MISSING_EXTENSION = 109;

    private static final int NO_SUITABLE_SIGNATURE_ALGORITHM = 118;

    /** No version is left that both the settings and the library have. */
    static final HelloFault NO_PROTOCOLS = crit(PROTOCOL_VERSION, 191, "no protocols available");

    /** No cipher suite is left for the newest version. */
    static final HelloFault NO_CIPHERS =
            crit(HANDSHAKE_FAILURE, 181, "no ciphers available:No ciphers enabled for max supported SSL/TLS version");

    static final HelloFault TOO_SHORT = info(DECODE_ERROR, 160, "length too short");
    static final HelloFault WRONG_LENGTH = info(DECODE_ERROR, 159, "length mismatch");
    /** These are about hellos in SSLv2's form. */
    static final HelloFault WRONG_RECORD_LENGTH = info(DECODE_ERROR, 213, "record length mismatch");

    static final HelloFault LONG_SESSION = info(ILLEGAL_PARAMETER, 159, "length mismatch");
    static final HelloFault UNKNOWN_PROTOCOL = info(PROTOCOL_VERSION, 252, "unknown protocol");

    static final HelloFault BAD_EXTENSION = badExtension(DECODE_ERROR);
    static final HelloFault ILLEGAL_EXTENSION = badExtension(ILLEGAL_PARAMETER);
    public static final HelloFault BAD_NAME = badExtension(112);

    static final HelloFault UNSUPPORTED_PROTOCOL = info(PROTOCOL_VERSION, 258, "unsupported protocol");
    static final HelloFault VERSION_TOO_LOW = info(PROTOCOL_VERSION, 396, "version too low");

    /** SSLv3 has no alert about versions. */
    static final HelloFault SSL3_TOO_LOW = info(HANDSHAKE_FAILURE, 396, "version too low");

    /** No client of SSLv3 lists versions. */
    static final HelloFault BAD_LEGACY_VERSION = info(PROTOCOL_VERSION, 292, "bad legacy version");

    static final HelloFault SSL3_LEGACY_VERSION = info(HANDSHAKE_FAILURE, 292, "bad legacy version");
    static final HelloFault BROKEN_VERSIONS = info(PROTOCOL_VERSION, 159, "length mismatch");

    /** A message of TLSv1.3 ends with its record. */
    static final HelloFault NOT_ON_BOUNDARY = crit(UNEXPECTED_MESSAGE, 182, "not on record boundary");

    static final HelloFault NO_SUITES = info(ILLEGAL_PARAMETER, 183, "no ciphers specified");
    static final HelloFault ODD_SUITES = info(DECODE_ERROR, 151, "error in received cipher list");

    /** The client says that it has tried a newer version (RFC 7507), and we would have had one. */
    static final HelloFault INAPPROPRIATE_FALLBACK = info(FALLBACK, 373, "inappropriate fallback");

    static final HelloFault NO_SHARED_CIPHER = info(HANDSHAKE_FAILURE, 193, "no shared cipher");
    static final HelloFault NO_COMPRESSION = info(DECODE_ERROR, 187, "no compression specified");

    /** TLSv1.3 does not compress. */
    static final HelloFault COMPRESSION = crit(ILLEGAL_PARAMETER, 341, "invalid compression algorithm");

    static final HelloFault BROKEN_RENEGOTIATION = info(DECODE_ERROR, 336, "renegotiation encoding err");
    static final HelloFault RENEGOTIATION = info(HANDSHAKE_FAILURE, 337, "renegotiation mismatch");
    static final HelloFault FRAGMENT_LENGTH = crit(ILLEGAL_PARAMETER, 232, "ssl3 ext invalid max fragment length");
    static final HelloFault NO_APPLICATION_PROTOCOL = info(120, 235, "no application protocol");

    /** A client of TLSv1.3 has to say how it verifies. */
    static final HelloFault NO_SIGNATURES = info(MISSING_EXTENSION, 112, "missing sigalgs extension");

    static final HelloFault NO_SHARED_SIGNATURES = info(HANDSHAKE_FAILURE, 376, "no shared signature algorithms");

    /** No certificate of ours can sign as the client wants it. SHA-1 is what TLSv1.2 means where nothing is said. */
    static final HelloFault NO_SUITABLE_SIGNATURE =
            info(HANDSHAKE_FAILURE, NO_SUITABLE_SIGNATURE_ALGORITHM, "no suitable signature algorithm");

    /** Below TLSv1.2 the digests of signatures are too weak but for OpenSSL's level 0. */
    static final HelloFault TOO_WEAK =
            info(INTERNAL_ERROR, NO_SUITABLE_SIGNATURE_ALGORITHM, "no suitable signature algorithm");

    /** {@code SignatureAlgorithms} does not name what is meant where the client says nothing. */
    static final HelloFault WRONG_SIGNATURE = crit(HANDSHAKE_FAILURE, 370, "wrong signature type");

    static final HelloFault NO_GROUPS = crit(MISSING_EXTENSION, 209, "missing supported groups extension");
    static final HelloFault BAD_KEY_SHARE = info(ILLEGAL_PARAMETER, 108, "bad key share");

    /** A client of TLSv1.3 has to send its half of a key, or to say that it will. */
    static final HelloFault NO_KEY_SHARE = info(MISSING_EXTENSION, 101, "no suitable key share");

    static final HelloFault NO_SHARED_GROUP = info(HANDSHAKE_FAILURE, 101, "no suitable key share");
    static final HelloFault NO_KEY_MODES = crit(MISSING_EXTENSION, 310, "missing psk kex modes extension");

    /** The client's certificate is on a curve that was not agreed on. */
    public static final HelloFault WRONG_CURVE = crit(ILLEGAL_PARAMETER, 378, "wrong curve");

    /** What OpenSSL holds against these settings before it listens to anybody; null for nothing. */
    public static @Nullable HelloFault of(Speech settings) {
        TlsVersion newest =
                settings.protocols().stream().max(Comparator.naturalOrder()).orElse(TlsVersion.SSL2);
        if (newest.compareTo(TlsVersion.TLS1_0) < 0) {
            return NO_PROTOCOLS;
        }
        boolean speechless = newest.compareTo(TlsVersion.TLS1_2) < 0
                && settings.ciphers().stream()
                        .allMatch(suite -> suite.protocol().equals(TlsVersion.TLS1_2.word()));
        return speechless ? NO_CIPHERS : null;
    }

    private static HelloFault info(int alert, int reason, String words) {
        return new HelloFault(alert, Level.INFO, error(reason, words));
    }

    /** A reason that nginx does not count among the clients' everyday mistakes. */
    private static HelloFault crit(int alert, int reason, String words) {
        return new HelloFault(alert, Level.CRIT, error(reason, words));
    }

    private static HelloFault badExtension(int alert) {
        return info(alert, 110, "bad extension");
    }

    private static String error(int reason, String words) {
        return "error:%08X:SSL routines::%s".formatted(0x0A000000 | reason, words);
    }

    public TlsFailure failure(String step) {
        return new TlsFailure(level, 0, step + " (SSL: " + words + ")");
    }
}

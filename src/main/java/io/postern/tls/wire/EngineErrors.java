package io.postern.tls.wire;

import io.postern.log.Level;
import io.postern.tls.TlsFailure;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Turns what BoringSSL says of an error into what OpenSSL would have said, and finds nginx's level for it (ngx_ssl_connection_error). */
public final class EngineErrors {
    private static final int ALERTS = 1000;

    /** OpenSSL's reason codes by BoringSSL's names, where both have the reason. */
    private static final Map<String, Integer> CODES = Map.ofEntries(
            Map.entry("APPLICATION_DATA_AFTER_CLOSE_NOTIFY", 291),
            Map.entry("BAD_CHANGE_CIPHER_SPEC", 103),
            Map.entry("BAD_ECPOINT", 306),
            Map.entry("BAD_KEY_SHARE", 108),
            Map.entry("BAD_RECORD_TYPE", 443),
            Map.entry("INVALID_CCS_MESSAGE", 260),
            Map.entry("UNEXPECTED_CCS_MESSAGE", 262),
            Map.entry("BAD_DIGEST_LENGTH", 111),
            Map.entry("BAD_SIGNATURE", 123),
            Map.entry("BLOCK_CIPHER_PAD_IS_WRONG", 129),
            Map.entry("CERTIFICATE_VERIFY_FAILED", 134),
            Map.entry("DATA_LENGTH_TOO_LONG", 146),
            Map.entry("DECRYPTION_FAILED_OR_BAD_RECORD_MAC", 281),
            Map.entry("DIGEST_CHECK_FAILED", 149),
            Map.entry("ERROR_IN_RECEIVED_CIPHER_LIST", 151),
            Map.entry("EXCESSIVE_MESSAGE_SIZE", 152),
            Map.entry("HTTPS_PROXY_REQUEST", 155),
            Map.entry("HTTP_REQUEST", 156),
            Map.entry("INAPPROPRIATE_FALLBACK", 373),
            Map.entry("LENGTH_MISMATCH", 159),
            Map.entry("NO_APPLICATION_PROTOCOL", 235),
            Map.entry("NO_CIPHERS_PASSED", 182),
            Map.entry("NO_CIPHERS_SPECIFIED", 183),
            Map.entry("NO_RENEGOTIATION", 339),
            Map.entry("NO_SHARED_CIPHER", 193),
            Map.entry("PARSE_TLSEXT", 227),
            Map.entry("PEER_DID_NOT_RETURN_A_CERTIFICATE", 199),
            Map.entry("RECORD_LENGTH_MISMATCH", 213),
            Map.entry("UNEXPECTED_MESSAGE", 244),
            Map.entry("UNEXPECTED_RECORD", 245),
            Map.entry("UNKNOWN_ALERT_TYPE", 246),
            Map.entry("UNKNOWN_PROTOCOL", 252),
            Map.entry("UNSUPPORTED_PROTOCOL", 258),
            Map.entry("WRONG_VERSION_NUMBER", 267));

    /** The same reason by another name. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("BAD_ALERT", "error:0A0000CD:SSL routines::invalid alert"),
            Map.entry("BAD_PACKET_LENGTH", "error:0A000119:SSL routines::decryption failed or bad record mac"),
            Map.entry(
                    "CIPHER_OPERATION_FAILED",
                    "error:1C800066:Provider routines::cipher operation failed"
                            + " error:0A000119:SSL routines::decryption failed or bad record mac"),
            Map.entry("EXCESS_HANDSHAKE_DATA", "error:0A0000B6:SSL routines::not on record boundary"),
            Map.entry("TOO_MANY_EMPTY_FRAGMENTS", "error:0A00012A:SSL routines::record too small"),
            Map.entry("NO_SHARED_GROUP", "error:0A000065:SSL routines::no suitable key share"),
            Map.entry("MISSING_KEY_SHARE", "error:0A000065:SSL routines::no suitable key share"),
            Map.entry("NO_COMMON_SIGNATURE_ALGORITHMS", "error:0A000076:SSL routines::no suitable signature algorithm"),
            Map.entry("WRONG_CURVE", "error:0A0000C1:SSL routines::no shared cipher"),
            Map.entry("UNKNOWN_CERTIFICATE_TYPE", "error:0A0000C1:SSL routines::no shared cipher"),
            Map.entry("NO_CERTIFICATE_SET", "error:0A0000C1:SSL routines::no shared cipher"),
            Map.entry("DECODE_ERROR", "error:0A00009F:SSL routines::length mismatch"),
            Map.entry("CLIENTHELLO_PARSE_FAILED", "error:0A00009F:SSL routines::length mismatch"),
            Map.entry("TOO_MANY_KEY_UPDATES", "error:0A000084:SSL routines::too many key updates"),
            Map.entry("ENCRYPTED_LENGTH_TOO_LONG", "error:0A0000C6:SSL routines::packet length too long"),
            Map.entry("TOO_MANY_WARNING_ALERTS", "error:0A000199:SSL routines::too many warn alerts"));

    /** Received alerts that OpenSSL has other words for, by their numbers. */
    private static final Map<Integer, String> ALERT_WORDS = Map.of(
            0, "reason(1000)",
            109, "tlsv13 alert missing extension",
            110, "tlsv1 unsupported extension",
            111, "tlsv1 certificate unobtainable",
            112, "tlsv1 unrecognized name",
            113, "tlsv1 bad certificate status response",
            114, "tlsv1 bad certificate hash value",
            116, "tlsv13 alert certificate required");

    /** Not the client's everyday mistakes: nginx writes these at crit. */
    private static final Set<String> GRAVE = Set.of(
            "BAD_SIGNATURE",
            "CERTIFICATE_VERIFY_FAILED",
            "EXCESS_HANDSHAKE_DATA",
            "INTERNAL_ERROR",
            "INVALID_CCS_MESSAGE",
            "MALLOC_FAILURE",
            "PEER_DID_NOT_RETURN_A_CERTIFICATE",
            "UNEXPECTED_CCS_MESSAGE");

    private EngineErrors() {}

    /**
     * The failure of one call.
     *
     * @param step such as {@code SSL_do_handshake() failed}
     * @param errors BoringSSL's words ({@code error:100000f7:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER})
     */
    public static TlsFailure failure(String step, List<String> errors) {
        for (String error : errors) {
            if (known(reason(error))) {
                return failure(step, error);
            }
        }
        return failure(step, errors.get(0));
    }

    private static boolean known(String reason) {
        return CODES.containsKey(reason) || NAMES.containsKey(reason);
    }

    private static String reason(String error) {
        return error.substring(error.lastIndexOf(':') + 1);
    }

    private static TlsFailure failure(String step, String error) {
        String reason = reason(error);
        Level level = GRAVE.contains(reason) ? Level.CRIT : Level.INFO;
        return new TlsFailure(level, 0, step + " (SSL: " + words(reason, error) + ")");
    }

    private static String words(String reason, String error) {
        String other = NAMES.get(reason);
        if (other != null) {
            return other;
        }
        String text = reason.toLowerCase(Locale.ROOT).replace('_', ' ');
        Integer code = CODES.get(reason);
        if (code != null) {
            return "error:%08X:SSL routines::%s".formatted(0x0A000000 | code, text);
        }
        int alert = alert(error);
        if (alert >= 0) {
            return "error:%08X:SSL routines::%s:SSL alert number %d"
                    .formatted(0x0A000000 | (ALERTS + alert), ALERT_WORDS.getOrDefault(alert, text), alert);
        }
        return error.replace("OPENSSL_internal:" + reason, ":" + text);
    }

    /** Both libraries number a received alert 1000 and its own number. */
    private static int alert(String error) {
        try {
            int reason = Integer.parseUnsignedInt(error.substring(6, 14), 16) & 0xfff;
            return reason >= ALERTS && reason < ALERTS + 256 ? reason - ALERTS : -1;
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return -1;
        }
    }
}

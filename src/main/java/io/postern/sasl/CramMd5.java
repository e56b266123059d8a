package io.postern.sasl;

import io.postern.log.Level;
import io.postern.log.Log;
import org.jspecify.annotations.Nullable;

/** AUTH CRAM-MD5 (RFC 2195; nginx's ngx_mail_auth_cram_md5). The hash goes to the auth source, which knows the secret. */
public final class CramMd5 {
    private static final int HASH_LENGTH = 32;

    private CramMd5() {}

    /** The challenge as it is sent. */
    public static String challenge(String salt) {
        return Base64Text.encode(salt);
    }

    /** What a client answered; {@code hash} is null where it sent no space. */
    public record Answer(String login, @Nullable String hash) {}

    /** Splits {@code login hash} at its first space; null, and a line in the log, where it is not base64. */
    public static @Nullable Answer read(String answer, Log log) {
        String text = Base64Text.decode(answer);
        if (text == null) {
            log.write(Level.INFO, "client sent invalid base64 encoding in AUTH CRAM-MD5 command");
            return null;
        }
        int space = text.indexOf(' ');
        return space < 0 ? new Answer(text, null) : new Answer(text.substring(0, space), text.substring(space + 1));
    }

    /** Whether a hash has an MD5's length; a line in the log where not. */
    public static boolean hashed(@Nullable String hash, Log log) {
        if (hash != null && hash.length() == HASH_LENGTH) {
            return true;
        }
        log.write(Level.INFO, "client sent invalid CRAM-MD5 hash in AUTH CRAM-MD5 command");
        return false;
    }
}

package io.postern.sasl;

import io.postern.log.Level;
import io.postern.log.Log;
import org.jspecify.annotations.Nullable;

/** AUTH PLAIN (RFC 4616; nginx's ngx_mail_auth_plain). */
public final class Plain {
    private Plain() {}

    /** Reads {@code [authzid] NUL login NUL password}, the first of which is ignored; null, and a line in the log, where it is none. */
    public static @Nullable Credentials read(String answer, Log log) {
        String plain = Base64Text.decode(answer);
        if (plain == null) {
            log.write(Level.INFO, "client sent invalid base64 encoding in AUTH PLAIN command");
            return null;
        }
        int login = plain.indexOf('\0') + 1;
        if (login == 0 || login == plain.length()) {
            log.write(Level.INFO, "client sent invalid login in AUTH PLAIN command");
            return null;
        }
        int end = plain.indexOf('\0', login);
        if (end < 0) {
            log.write(Level.INFO, "client sent invalid password in AUTH PLAIN command");
            return null;
        }
        return new Credentials(plain.substring(login, end), plain.substring(end + 1));
    }
}

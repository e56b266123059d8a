package io.postern.sasl;

import io.postern.log.Level;
import io.postern.log.Log;
import org.jspecify.annotations.Nullable;

/** AUTH EXTERNAL (RFC 4422 appendix A; nginx's ngx_mail_auth_external): the client's certificate speaks, this names whom it acts for. */
public final class External {
    private External() {}

    /** The login, which may be empty; null, and a line in the log, where it is not base64. */
    public static @Nullable String read(String answer, Log log) {
        String login = Base64Text.decode(answer);
        if (login == null) {
            log.write(Level.INFO, "client sent invalid base64 encoding in AUTH EXTERNAL command");
        }
        return login;
    }
}

package io.postern.sasl;

import io.postern.log.Level;
import io.postern.log.Log;
import org.jspecify.annotations.Nullable;

/** AUTH LOGIN, whose two answers are plain base64 (nginx's ngx_mail_auth_login_username and _password). */
public final class Login {
    /** "Username:" in base64. */
    public static final String USERNAME = "VXNlcm5hbWU6";

    /** "Password:" in base64. */
    public static final String PASSWORD = "UGFzc3dvcmQ6";

    private Login() {}

    /** A user name or a password; null, and a line in the log, where it is not base64. */
    public static @Nullable String read(String answer, Log log) {
        String word = Base64Text.decode(answer);
        if (word == null) {
            log.write(Level.INFO, "client sent invalid base64 encoding in AUTH LOGIN command");
        }
        return word;
    }
}

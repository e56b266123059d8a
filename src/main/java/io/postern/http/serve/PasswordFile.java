package io.postern.http.serve;

import io.postern.directive.Errno;
import io.postern.http.exchange.Credentials;
import io.postern.http.exchange.Exchange;
import io.postern.http.model.BasicAuth;
import io.postern.lang.FileName;
import io.postern.log.Level;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;

/** Looks a user up in an auth_basic_user_file, read anew for each request as nginx does. */
final class PasswordFile {
    private PasswordFile() {}

    /** 0 when the password is right, else 401, 403 or 500. */
    static int check(Exchange x, BasicAuth basic) {
        String realm = basic.realm().eval(x);
        if (realm.equals("off")) {
            return -1;
        }
        Credentials given = Credentials.of(x);
        if (given.user().isEmpty()) {
            x.log().write(Level.INFO, "no user/password was provided for basic authentication");
            return refuse(x, realm);
        }
        String file = basic.userFile().eval(x);
        List<String> lines;
        try {
            lines = Files.readAllLines(FileName.path(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            int errno = Errno.of(e);
            x.log().write(errno == Errno.ENOENT ? Level.ERROR : Level.CRIT, errno, "open() \"" + file + "\" failed");
            return errno == Errno.ENOENT ? 403 : 500;
        }
        for (String line : lines) {
            if (line.startsWith(given.user() + ":")) {
                String stored = line.substring(given.user().length() + 1);
                int end = stored.indexOf(':');
                if (Crypt.matches(end < 0 ? stored : stored.substring(0, end), given.password())) {
                    return 0;
                }
                x.log().write(Level.ERROR, "user \"" + given.user() + "\": password mismatch");
                return refuse(x, realm);
            }
        }
        x.log().write(Level.ERROR, "user \"" + given.user() + "\" was not found in \"" + file + "\"");
        return refuse(x, realm);
    }

    private static int refuse(Exchange x, String realm) {
        x.reply().add("WWW-Authenticate", "Basic realm=\"" + realm + "\"");
        return 401;
    }
}

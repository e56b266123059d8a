package io.postern.tls;

import io.postern.log.Level;
import io.postern.log.Log;
import java.io.IOException;

/** Why TLS with one client came to an end, worded as nginx words it. */
final class TlsFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private final Level level;
    private final int errno;

    TlsFailure(Level level, int errno, String words) {
        super(words);
        this.level = level;
        this.errno = errno;
    }

    void say(Log log) {
        if (errno == 0) {
            log.write(level, String.valueOf(getMessage()));
        } else {
            log.write(level, errno, String.valueOf(getMessage()));
        }
    }

    /** Without one: clients cause these all day. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}

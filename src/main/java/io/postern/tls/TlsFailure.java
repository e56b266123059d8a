package io.postern.tls;

import io.postern.log.Level;
import io.postern.log.Log;
import java.io.IOException;

/** Why TLS with one client came to an end, worded as nginx words it. */
public final class TlsFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private final Level level;
    private final int errno;

    public TlsFailure(Level level, int errno, String words) {
        super(words);
        this.level = level;
        this.errno = errno;
    }

    public void say(Log log) {
        if (errno == 0) {
            log.write(level, String.valueOf(getMessage()));
        } else {
            log.write(level, errno, String.valueOf(getMessage()));
        }
    }

    /** No stack trace is taken: clients cause these all day. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}

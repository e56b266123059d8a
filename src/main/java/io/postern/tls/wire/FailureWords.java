package io.postern.tls.wire;

import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.tls.TlsFailure;

/** Says why TLS failed, whichever engine it was. */
public final class FailureWords {
    private FailureWords() {}

    public static void say(Throwable cause, Log log) {
        if (cause instanceof TlsFailure failure) {
            failure.say(log);
        } else {
            log.write(Level.CRIT, "SSL_do_handshake() failed (SSL: " + cause + ")");
        }
    }
}

package io.postern.tls;

import io.postern.log.Level;
import io.postern.log.Log;

/** Says why TLS failed, whichever engine it was. */
final class FailureWords {
    private FailureWords() {}

    static void say(Throwable cause, Log log) {
        if (cause instanceof TlsFailure failure) {
            failure.say(log);
        } else {
            log.write(Level.CRIT, "SSL_do_handshake() failed (SSL: " + cause + ")");
        }
    }
}

package io.postern.tls;

/** What makes a server's TLS impossible, in nginx's words; the text goes into the log as it is. */
public final class TlsException extends Exception {
    TlsException(String message) {
        super(message);
    }
}

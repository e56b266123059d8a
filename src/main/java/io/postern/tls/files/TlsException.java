package io.postern.tls.files;

/** What makes a server's TLS impossible, in nginx's words; the text goes into the log as it is. */
public final class TlsException extends Exception {
    private final boolean ours;

    public TlsException(String message) {
        this(message, false);
    }

    private TlsException(String message, boolean ours) {
        super(message);
        this.ours = ours;
    }

    /** Something that OpenSSL does and our TLS cannot. */
    public static TlsException ofOurs(String message) {
        return new TlsException(message, true);
    }

    /** Whether nginx, with its TLS, would not refuse this. */
    public boolean isOurs() {
        return ours;
    }
}

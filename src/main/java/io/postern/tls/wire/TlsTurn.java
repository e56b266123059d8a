package io.postern.tls.wire;

/**
 * How long one connection's words that are opened already go on at once, where the kernel has nothing more: two full buffers, then it is
 * the others' turn, whose end may make the rest superfluous (ngx_ssl_recv, which posts an event for the next time round). Confined to its
 * event loop.
 */
final class TlsTurn {
    private boolean begun;
    private boolean over;

    /** Something has happened, or all others have had their turn. */
    void begins() {
        begun = false;
        over = false;
    }

    boolean over() {
        return over;
    }

    /** A full buffer has gone on; whether that was the last of this turn. */
    boolean full() {
        over = begun;
        begun = true;
        return over;
    }
}

package io.postern.http.serve;

/** How far a client's connection has come. */
enum ConnectionState {
    /** What comes before its first request: a PROXY header, TLS. */
    ENTERING,
    /** A request's line and headers are awaited or coming in. */
    HEAD,
    /** Its reply is being made or sent. */
    SERVING,
    /** Its body is coming in, and the reply waits for it. */
    BODY,
    /** The rest of its body is thrown away behind the reply. */
    DISCARDING,
    /** The last reply is on its way out. */
    CLOSING,
    CLOSED;

    /** Whether what the client sends is used now. */
    boolean isTaking() {
        return this != SERVING && this != CLOSED;
    }

    /** Whether a reply is being made, or on its way out. */
    boolean isSending() {
        return this == SERVING || this == CLOSING;
    }
}

package io.postern.side;

/** How the clients of a server block are encrypted. */
enum Security {
    NONE,
    /** After STARTTLS or STLS. */
    STARTTLS,
    /** From the first byte on. */
    TLS
}

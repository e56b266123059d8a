package io.postern.side;

import java.io.ByteArrayOutputStream;

/** A client's end of TLS: bytes in, bytes out. What is worth knowing is told between the bytes of the session. */
interface SecureEnd {
    /** Whether the handshake is over and done. */
    boolean stands();

    /** Whether the other side has said that it closes. */
    boolean saidGoodbye();

    /** Whether nothing that the other side says is heard any more: it has said that it closes, or what is no TLS. */
    boolean over();

    /** Takes what came, writes to {@code plain} what it says. */
    void take(byte[] bytes, int length, ByteArrayOutputStream plain);

    /** What is to be sent: {@code plain} encrypted, and what there is to say besides. */
    byte[] give(byte[] plain, ByteArrayOutputStream told);

    /** The words that end it. */
    byte[] goodbye();
}

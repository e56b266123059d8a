package io.postern.http.serve;

import io.postern.net.Wire;
import java.nio.charset.StandardCharsets;

/**
 * What a client has sent and nobody has used yet. It is read in nginx's portions, because what of the next request stands in the buffer
 * is visible outside: in the log, and in how a connection is closed. Confined to the connection's event loop.
 */
final class Input {
    private static final byte[] NOTHING = {};

    private Wire wire;
    private byte[] bytes = NOTHING;
    private int pos;
    private int end;

    Input(Wire wire) {
        this.wire = wire;
    }

    /** The connection has gone to TLS. */
    void wire(Wire secured) {
        wire = secured;
    }

    boolean isEmpty() {
        return pos == end;
    }

    /**
     * Reads more when all has been used.
     *
     * @return as {@link Wire#read}
     */
    int fill(int most) {
        if (bytes.length < most) {
            bytes = new byte[most];
        }
        int n = wire.read(bytes, 0, most);
        pos = 0;
        end = Math.max(0, n);
        return n;
    }

    /** Whether there is more of it, here or with the kernel. */
    boolean hasMore() {
        return !isEmpty() || wire.ready();
    }

    /** Lets the wire tell when more comes. */
    void await() {
        wire.await(1);
    }

    /** The next byte, 0 to 255. */
    int next() {
        return bytes[pos++] & 0xff;
    }

    /** Gives a body what is the body's. */
    void feed(BodyReader body) {
        pos += body.feed(bytes, pos, end - pos);
    }

    /** Forgets all that is here. */
    void drop() {
        pos = end;
    }

    /** Lets go of the buffer while nothing is expected soon. */
    void rest() {
        if (isEmpty()) {
            bytes = NOTHING;
            pos = 0;
            end = 0;
        }
    }

    /** What stands here up to the end of its line; stays here. */
    String restOfLine() {
        int to = pos;
        while (to < end && bytes[to] != '\r' && bytes[to] != '\n') {
            to++;
        }
        return new String(bytes, pos, to - pos, StandardCharsets.ISO_8859_1);
    }
}

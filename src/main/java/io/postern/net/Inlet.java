package io.postern.net;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What comes from a socket: first the bytes that were put back, then the kernel's. Confined to one event loop. */
final class Inlet {
    private static final byte[] NONE = {};

    private final Socket socket;
    private byte[] ahead = NONE;
    private boolean readable;
    private boolean halfClosed;
    private boolean ended;

    Inlet(Socket socket) {
        this.socket = socket;
    }

    /** The kernel has something: bytes, the end or an error. */
    void filled() {
        readable = true;
    }

    /** The other side will send no more than what is there. */
    void halfClosed() {
        halfClosed = true;
    }

    /** Whether the other side's end has come, behind what is there. */
    boolean nearEnd() {
        return halfClosed;
    }

    /** Whether the kernel has something, as far as is known. */
    boolean readable() {
        return readable;
    }

    boolean ready() {
        return readable || ahead.length > 0;
    }

    /** Whether bytes were put back and not read again. */
    boolean hasAhead() {
        return ahead.length > 0;
    }

    /** The bytes that were put back; they are gone from here. */
    byte[] takeAhead() {
        byte[] all = ahead;
        ahead = NONE;
        return all;
    }

    /** Some of the bytes that were put back. */
    int readAhead(byte[] into, int at, int most) {
        int n = Math.min(most, ahead.length);
        System.arraycopy(ahead, 0, into, at, n);
        ahead = n == ahead.length ? NONE : Arrays.copyOfRange(ahead, n, ahead.length);
        return n;
    }

    void unread(byte[] from, int at, int length) {
        if (length > 0) {
            byte[] all = Arrays.copyOf(Arrays.copyOfRange(from, at, at + length), length + ahead.length);
            System.arraycopy(ahead, 0, all, length, ahead.length);
            ahead = all;
        }
    }

    /**
     * Reads from the kernel into the loop's memory, with nginx's idea of when asking again is worth it: after a short read it is not,
     * unless the end is near.
     *
     * @return the number of bytes, {@link Wire#END} or {@link Wire#AGAIN}
     */
    int receive(LoopMemory into, int most) throws IOException {
        return receive(into, 0, most);
    }

    /** The same behind so many bytes that lie in the memory already; the room counts from its beginning. */
    int receive(LoopMemory into, int behind, int most) throws IOException {
        if (ended) {
            return Wire.END;
        }
        if (!readable) {
            return Wire.AGAIN;
        }
        int room = Math.min(most, LoopMemory.SIZE);
        int n = socket.recvAddress(into.address(), behind, room);
        if (n > 0) {
            readable = n == room - behind || halfClosed;
            return n;
        }
        readable = n != 0;
        ended = n < 0;
        return n == 0 ? Wire.AGAIN : Wire.END;
    }

    /** The same, into an array. */
    int receive(LoopMemory through, byte[] into, int at, int most) throws IOException {
        int n = receive(through, most);
        if (n > 0) {
            ByteBuffer passing = through.passing();
            passing.get(0, into, at, n);
        }
        return n;
    }
}

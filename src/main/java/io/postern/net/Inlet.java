package io.postern.net;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What comes from a socket: first the bytes that were put back, then the kernel's. Confined to one event loop. */
final class Inlet {
    private final Socket socket;
    private final PutBack ahead = new PutBack();
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

    /** Whether the other side's end has been read. */
    boolean ended() {
        return ended;
    }

    /** Whether the kernel has something, as far as is known. */
    boolean readable() {
        return readable;
    }

    /** What was put back. */
    PutBack ahead() {
        return ahead;
    }

    boolean ready() {
        return readable || ahead.any();
    }

    /**
     * Reads from the kernel, with nginx's idea of when asking again is worth it: after a short read it is not, unless the end is near.
     *
     * @param address where the memory begins that it goes to
     * @return the number of bytes, {@link Wire#END} or {@link Wire#AGAIN}
     */
    int receive(long address, int room) throws IOException {
        if (ended) {
            return Wire.END;
        }
        if (!readable) {
            return Wire.AGAIN;
        }
        int n = SocketCalls.receive(socket, address, room);
        if (n > 0) {
            readable = n == room || halfClosed;
            return n;
        }
        readable = n != 0;
        ended = n < 0;
        return n == 0 ? Wire.AGAIN : Wire.END;
    }

    /** The same, into the loop's memory. */
    int receive(LoopMemory into, int most) throws IOException {
        return receive(into.address(), Math.min(most, LoopMemory.SIZE));
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

    /** Looks at what the kernel has and leaves it there; that something is behind it is not known. */
    int peek(byte[] into, int at, int most) throws IOException {
        int n = readable ? Peek.at(socket, into, at, most) : Wire.AGAIN;
        readable = n != Wire.AGAIN;
        return n;
    }
}

package io.postern.net;

import io.netty.channel.unix.Socket;
import java.io.IOException;

/** What comes from a socket: first the bytes that were put back, then the kernel's. Confined to one event loop. */
final class Inlet {
    private final Socket socket;
    private final Trouble trouble;
    private final PutBack ahead = new PutBack();
    private boolean readable;
    private boolean halfClosed;
    private boolean ended;

    Inlet(Socket socket, Trouble trouble) {
        this.socket = socket;
        this.trouble = trouble;
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

    /** See {@link Wire#read(byte[], int, int)}. */
    int read(byte[] into, int at, int most) {
        if (!ahead.any()) {
            return fromKernel(into, at, most);
        }
        int n = ahead.read(into, at, most);
        int more = n == most ? 0 : Math.max(0, fromKernel(into, at + n, most - n));
        trouble.setAside();
        return n + more;
    }

    private int fromKernel(byte[] into, int at, int most) {
        LoopMemory through = LoopMemory.get();
        int n = receive(through.address(), Math.min(most, LoopMemory.SIZE));
        if (n > 0) {
            through.passing().get(0, into, at, n);
        }
        return n;
    }

    /**
     * Reads from the kernel alone.
     *
     * @param address where the memory begins that it goes to
     * @return as {@link Wire#read}
     */
    int receive(long address, int room) {
        if (trouble.stops(false)) {
            return Wire.FAILED;
        }
        try {
            return call(address, room);
        } catch (IOException e) {
            trouble.is(e);
            return Wire.FAILED;
        }
    }

    /**
     * Reads bytes that are passed on at once. Where the end is known to come behind them it is read first, as far as there is room: who
     * gets the last bytes and the end may answer what he gets before the end, and that answer would make a reset of it.
     */
    int receiveToPass(long address, int most) {
        int n = receive(address, most);
        if (n > 0 && n < most && halfClosed) {
            try {
                return n + Math.max(0, call(address + n, most - n));
            } catch (IOException e) {
                trouble.is(e, false);
            }
        }
        return n;
    }

    /** Looks at what the kernel has and leaves it there, where nothing was put back; that something is behind it is not known. */
    int peek(byte[] into, int at, int most) {
        if (trouble.stops(false)) {
            return Wire.FAILED;
        }
        try {
            int n = readable ? Peek.at(socket, into, at, most) : Wire.AGAIN;
            readable = n != Wire.AGAIN;
            return n;
        } catch (IOException e) {
            trouble.is(e, false);
            return Wire.FAILED;
        }
    }

    /** Whether there are bytes that nobody reads any more, which make a reset of the end; the first is gone. */
    boolean leavesBytes() {
        try {
            return !ended && SocketCalls.receive(socket, LoopMemory.get().address(), 1) > 0;
        } catch (IOException e) {
            return false; // there is nobody to hear last words
        }
    }

    /** With nginx's idea of when asking again is worth it: after a short read it is not, unless the end is near. */
    private int call(long address, int room) throws IOException {
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
}

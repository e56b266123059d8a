package io.postern.net;

import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.postern.directive.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Moves a bulk transfer from socket to socket inside the kernel, by splice(2) through the loop's pipe. Takes out of the one socket only
 * what the other surely has room for, so that nothing is left over: a receiver that stalls costs no more than proxy_buffer.
 */
final class Splice {
    /** So many full buffers in a row make a transfer bulk; for small commands two more system calls would cost more than they save. */
    static final int AFTER = 4;

    private static final int SOL_SOCKET = 1;
    private static final int SO_MEMINFO = 55;
    private static final int MEMINFO_SIZE = 9 * Integer.BYTES;
    private static final int SNDBUF = 3 * Integer.BYTES;
    private static final int WMEM_QUEUED = 5 * Integer.BYTES;

    private Splice() {}

    /**
     * Moves what is there, as far as it surely fits.
     *
     * @param most what a session may hold: less room than that is not worth it
     * @return the number of bytes; 0 for none, for whatever reason
     */
    static int move(SocketWire from, SocketWire to, int most) {
        LoopMemory memory = LoopMemory.get();
        FileDescriptor[] pipe;
        int in;
        try {
            int room = Math.min(room(to.socket(), memory.option()), LoopMemory.SIZE);
            if (room < Math.min(most + 1, LoopMemory.SIZE)) {
                return 0;
            }
            pipe = memory.pipe();
            if (pipe == null) {
                return 0;
            }
            in = Native.splice(from.socket().intValue(), -1, pipe[1].intValue(), -1, room);
        } catch (IOException e) {
            if (Errno.of(e) != Errno.EINVAL) {
                from.failed(e, false); // the kernel tells an error of a connection once only
            }
            return 0;
        }
        int out = 0;
        try {
            while (out < in) {
                int n = Native.splice(pipe[0].intValue(), -1, to.socket().intValue(), -1, in - out);
                if (n == 0) {
                    break;
                }
                out += n;
            }
        } catch (IOException e) {
            to.failed(e, true);
        }
        if (out < in) {
            empty(pipe[0], memory, to, in - out);
        }
        return in;
    }

    /** What the other socket did not take after all must leave the pipe: the next one to use it is another session. */
    private static void empty(FileDescriptor pipe, LoopMemory memory, SocketWire to, int left) {
        try {
            for (int rest = left; rest > 0; ) {
                int n = pipe.readAddress(memory.address(), 0, Math.min(rest, LoopMemory.SIZE));
                if (n <= 0) {
                    throw new IOException("a pipe lost bytes");
                }
                to.outlet().write(memory, n);
                rest -= n;
            }
        } catch (IOException e) {
            memory.dropPipe();
            to.failed(e, true);
        }
    }

    /** Half of what the socket's send buffer has left: the kernel counts its own overhead in. */
    static int room(Socket socket, ByteBuffer option) throws IOException {
        option.limit(MEMINFO_SIZE);
        socket.getRawOpt(SOL_SOCKET, SO_MEMINFO, option);
        return (option.getInt(SNDBUF) - option.getInt(WMEM_QUEUED)) / 2;
    }
}

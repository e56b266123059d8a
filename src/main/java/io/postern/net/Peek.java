package io.postern.net;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import io.netty.channel.unix.Socket;
import io.postern.directive.Errno;
import java.io.IOException;

/**
 * recv(2) with MSG_PEEK, which Netty does not have: what is looked at stays in the kernel, which knows of more behind it, and resets the
 * other side of a socket that is closed before all was read. Linux.
 */
final class Peek {
    private static final int MSG_PEEK = 2;

    /** The system call. */
    private static final class Calls {
        static {
            Native.register(Calls.class, "c");
        }

        private Calls() {}

        static native long recv(int fd, byte[] into, long length, int flags) throws LastErrorException;
    }

    private Peek() {}

    /**
     * Looks at the next bytes of a socket that does not block.
     *
     * @return their number, {@link Wire#END} or {@link Wire#AGAIN}
     */
    static int at(Socket socket, byte[] into, int at, int most) throws IOException {
        byte[] seen = new byte[most];
        try {
            int n = (int) Calls.recv(socket.intValue(), seen, most, MSG_PEEK);
            System.arraycopy(seen, 0, into, at, n);
            return n;
        } catch (LastErrorException e) {
            if (e.getErrorCode() == Errno.EAGAIN) {
                return Wire.AGAIN;
            }
            throw new IOException("recv() failed" + Errno.form(e.getErrorCode()), e);
        }
    }
}

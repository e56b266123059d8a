package io.postern.log;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import io.postern.directive.Errno;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A connected Unix datagram socket, which the JDK does not have: /dev/log and systemd's notify socket. Never blocks. Linux. */
public final class UnixDatagram implements AutoCloseable {
    /** The system calls. */
    private static final class Calls {
        static {
            Native.register(Calls.class, "c");
        }

        private Calls() {}

        static native int socket(int domain, int type, int protocol) throws LastErrorException;

        static native int connect(int fd, byte[] address, int length) throws LastErrorException;

        static native long send(int fd, byte[] bytes, long length, int flags) throws LastErrorException;

        static native int close(int fd) throws LastErrorException;
    }

    private static final int AF_UNIX = 1;
    private static final int DATAGRAM_NONBLOCK_CLOEXEC = 2 | 0x800 | 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int PATH_ROOM = 108;

    private final int fd;

    /** Connects to the socket of this path; a leading {@code @} names Linux' abstract namespace. */
    public UnixDatagram(String path) throws IOException {
        byte[] name = path.getBytes(StandardCharsets.ISO_8859_1);
        byte[] address = new byte[2 + PATH_ROOM];
        if (name.length >= PATH_ROOM) {
            throw new IOException("File name too long");
        }
        address[0] = AF_UNIX; // the family in the machine's order, little-endian on all we ship for
        System.arraycopy(name, 0, address, 2, name.length);
        int length = address.length;
        if (path.startsWith("@")) {
            address[2] = 0;
            length = 2 + name.length;
        }
        try {
            fd = Calls.socket(AF_UNIX, DATAGRAM_NONBLOCK_CLOEXEC, 0);
        } catch (LastErrorException e) {
            throw failed("socket", e);
        }
        try {
            Calls.connect(fd, address, length);
        } catch (LastErrorException e) {
            close();
            throw failed("connect", e);
        }
    }

    /** Sends one datagram. */
    public void send(byte[] bytes, int length) throws IOException {
        try {
            Calls.send(fd, bytes, length, MSG_NOSIGNAL);
        } catch (LastErrorException e) {
            throw failed("send", e);
        }
    }

    @Override
    public void close() {
        try {
            Calls.close(fd);
        } catch (LastErrorException e) {
            // the descriptor is gone either way
        }
    }

    private static IOException failed(String call, LastErrorException e) {
        return new IOException(call + "() failed" + Errno.form(e.getErrorCode()), e);
    }
}

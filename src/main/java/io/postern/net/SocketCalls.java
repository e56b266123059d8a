package io.postern.net;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;

/** The calls on a socket for which Netty makes an unchecked exception of ENOTCONN: here it is an {@link IOException} like any other. */
final class SocketCalls {
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_CORK = 3;

    private SocketCalls() {}

    /** recv(2); as {@link Socket#recvAddress}: 0 for nothing there now, below that for the end. */
    static int receive(Socket socket, long address, int room) throws IOException {
        try {
            return socket.recvAddress(address, 0, room);
        } catch (NotYetConnectedException e) {
            throw notConnected(e);
        }
    }

    /** send(2); the number of bytes that the kernel has taken, 0 for none. */
    static int send(Socket socket, long address, int begin, int end) throws IOException {
        try {
            return Math.max(0, socket.sendAddress(address, begin, end));
        } catch (NotYetConnectedException e) {
            throw notConnected(e);
        }
    }

    /** shutdown(2) of our half. */
    static void endOutput(Socket socket) throws IOException {
        try {
            socket.shutdown(false, true);
        } catch (NotYetConnectedException e) {
            throw notConnected(e);
        }
    }

    /** Lets what is sent next wait for more, the end too, or for a fifth of a second; or no longer. Where that fails it does not wait. */
    static void cork(Socket socket, boolean waits) {
        try {
            socket.setIntOpt(IPPROTO_TCP, TCP_CORK, waits ? 1 : 0);
        } catch (IOException | ChannelException e) {
            // whoever sends meets what is wrong
        }
    }

    private static IOException notConnected(NotYetConnectedException e) {
        return new IOException("Transport endpoint is not connected", e);
    }
}

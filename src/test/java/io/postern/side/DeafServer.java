package io.postern.side;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A port whose queue is full and that nobody takes connections from: who connects waits (Linux drops the SYN). */
final class DeafServer implements AutoCloseable {
    private static final int BACKLOG = 1;

    private final ServerSocketChannel listener = ServerSocketChannel.open();
    private final List<SocketChannel> queue = new ArrayList<>();

    DeafServer() throws IOException {
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        for (int i = 0; i <= BACKLOG; i++) {
            queue.add(SocketChannel.open(listener.getLocalAddress()));
        }
    }

    int port() {
        return listener.socket().getLocalPort();
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel waiting : queue) {
            waiting.close();
        }
        listener.close();
    }
}

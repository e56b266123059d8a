package io.postern.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bulk transfer goes through the kernel whatever the size of proxy_buffer; an empty one and a full receiver leave it alone. */
class SpliceTest {
    private static final int SENT = 10_000;
    /** The kernel doubles it, and half of that counts as room. */
    private static final int SEND_BUFFER = 128 * 1024;

    private IoEventLoopGroup loops;
    private ServerSocket server;

    @BeforeEach
    void listen() throws Exception {
        Assumptions.assumeTrue(Epoll.isAvailable(), "no epoll here");
        loops = Transport.of("epoll").loops(1, Thread::new);
        server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void end() throws Exception {
        if (server != null) {
            server.close();
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4096, LoopMemory.SIZE, 16 * LoopMemory.SIZE})
    void whateverAProxyBufferHolds_isMovedInTheKernel(int proxyBuffer) throws Exception {
        SocketWire from = connected();
        try (Socket sender = server.accept()) {
            SocketWire to = connected();
            to.socket().setSendBufferSize(SEND_BUFFER);
            try (Socket receiver = server.accept()) {
                assertEquals(0, moved(from, to, proxyBuffer), "nothing has come");
                sender.getOutputStream().write(new byte[SENT]);
                int n = 0;
                for (int tries = 0; n < SENT && tries < 10_000; tries++) {
                    n += moved(from, to, proxyBuffer);
                    Thread.sleep(n < SENT ? 1 : 0);
                }
                assertEquals(SENT, n);
                assertEquals(SENT, receiver.getInputStream().readNBytes(SENT).length);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4096, LoopMemory.SIZE})
    void whatTheReceiverMightNotTake_staysWhereItIs(int proxyBuffer) throws Exception {
        SocketWire from = connected();
        try (Socket sender = server.accept()) {
            SocketWire to = connected();
            to.socket().setSendBufferSize(1);
            try (Socket receiver = server.accept()) {
                assertTrue(receiver.isConnected());
                sender.getOutputStream().write(new byte[SENT]);
                for (int tries = 0; !from.inlet().readable() && tries < 10_000; tries++) {
                    Thread.sleep(1);
                }
                assertEquals(0, moved(from, to, proxyBuffer));
                assertTrue(
                        loops.next()
                                        .submit(() -> from.read(new byte[SENT], 0, SENT))
                                        .get()
                                > 0,
                        "it has come");
            }
        }
    }

    private SocketWire connected() throws Exception {
        InetSocketAddress place = (InetSocketAddress) server.getLocalSocketAddress();
        return loops.next()
                .submit(() -> (SocketWire) Transport.of("epoll").connect(loops.next(), place, Wire.NOBODY))
                .get();
    }

    private int moved(SocketWire from, SocketWire to, int most) throws Exception {
        return loops.next().submit(() -> Splice.move(from, to, most)).get();
    }
}

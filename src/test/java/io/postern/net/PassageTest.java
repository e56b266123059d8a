package io.postern.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.IoEventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Last bytes and the end behind them: the end is known before the bytes go out, so that nothing lies between it and them. */
class PassageTest {
    private static final int BUFFER = 4096;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<Wire> wire = new AtomicReference<>();

    /** Waits until the end of the other side has come. */
    private final class Watch implements Wire.Events {
        @Override
        public void readable() {
            Wire from = wire.get();
            if (from != null && from.nearEnd()) {
                ended.countDown();
            }
        }

        @Override
        public void writable() {}

        @Override
        public void failed(Throwable why) {
            throw new AssertionError(why);
        }
    }

    /** Passes on what lies there, and gives what a second attempt finds although the descriptor is closed by then. */
    private static int second(Wire from, Wire to) {
        assertEquals(3, from.move(to, BUFFER));
        from.close();
        return from.move(to, BUFFER);
    }

    @Test
    void endBehindTheLastBytes_isReadWithThem() throws Exception {
        IoEventLoopGroup loops = Transport.of("epoll").loops(1, Thread::new);
        FakeWire to = new FakeWire();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress place = (InetSocketAddress) server.getLocalSocketAddress();
            loops.next()
                    .submit(() -> {
                        wire.set(Transport.of("epoll").connect(loops.next(), place, new Watch()));
                    })
                    .get();
            try (Socket far = server.accept()) {
                far.getOutputStream().write("x\r\n".getBytes(StandardCharsets.US_ASCII));
                far.shutdownOutput();
                assertTrue(ended.await(10, TimeUnit.SECONDS), "no end");

                assertEquals(
                        Wire.END,
                        loops.next()
                                .submit(() -> second(Objects.requireNonNull(wire.get()), to))
                                .get());
                assertEquals("x\r\n", to.heard());
            }
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}

package io.postern.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a channel has decrypted goes to a descriptor whole as long as its kernel takes it, and is held within the bound when not. */
class DecryptedBulkTest {
    private static final int RECORD = 16 * 1024;
    private static final int BUFFER = 4096;

    private final IoEventLoopGroup loops = Transport.of("epoll").loops(1, Thread::new);
    private final Random random = new Random(7);
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final CountDownLatch connected = new CountDownLatch(1);
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private ServerSocket server;
    private ChannelWire from;
    private Wire to;

    @BeforeEach
    void connect() throws Exception {
        server = new ServerSocket();
        server.setReceiveBufferSize(8192);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        InetSocketAddress place = (InetSocketAddress) server.getLocalSocketAddress();
        from = new ChannelWire(channel, place, place);
        Wire.Events events = new Wire.Events() {
            @Override
            public void readable() {}

            @Override
            public void writable() {
                connected.countDown();
            }

            @Override
            public void failed(Throwable why) {
                throw new AssertionError(why);
            }
        };
        to = loops.next()
                .submit(() -> Transport.of("epoll").connect(loops.next(), place, events))
                .get();
        assertTrue(connected.await(10, TimeUnit.SECONDS), "no connection");
    }

    @AfterEach
    void end() throws IOException {
        server.close();
        channel.finishAndReleaseAll();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** The next record comes in. */
    private void record() {
        byte[] bytes = new byte[RECORD];
        random.nextBytes(bytes);
        said.writeBytes(bytes);
        ByteBuf direct = ByteBufAllocator.DEFAULT.directBuffer(RECORD).writeBytes(bytes);
        channel.writeInbound(direct);
    }

    /** As a relay does it. */
    private void pump() {
        for (int n = 1; n > 0 && to.pending() < BUFFER; ) {
            n = from.move(to, BUFFER - to.pending());
        }
    }

    @Test
    void kernelWithRoom_takesTheRecordAtOnce() throws Exception {
        record();
        assertEquals(RECORD, to.loop().submit(() -> from.move(to, BUFFER)).get());
        try (Socket receiver = server.accept()) {
            assertArrayEquals(said.toByteArray(), receiver.getInputStream().readNBytes(RECORD));
        }
    }

    @Test
    void receiverThatStalls_boundsWhatIsHeld_andGetsAllInOrder() throws Exception {
        int records = to.loop()
                .submit(() -> {
                    int fed = 0;
                    while (to.pending() == 0) {
                        record();
                        fed++;
                        pump();
                    }
                    return fed;
                })
                .get();
        assertTrue(to.pending() <= BUFFER, "held: " + to.pending());
        try (Socket receiver = server.accept()) {
            byte[] got = new byte[records * RECORD];
            for (int at = 0; at < got.length; ) {
                int n = receiver.getInputStream().read(got, at, got.length - at);
                assertTrue(n > 0, "ended early");
                at += n;
                to.loop().submit(this::pump).get();
            }
            assertArrayEquals(said.toByteArray(), got);
            assertEquals(0, to.pending());
        }
        assertFalse(from.ready());
    }
}

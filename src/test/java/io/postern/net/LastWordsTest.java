package io.postern.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.channel.IoEventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Last bytes and the end go out together; where the end is a reset, for something was not read, the bytes go before it. */
class LastWordsTest {
    private static final byte[] BYE = "* BYE\r\n".getBytes(StandardCharsets.US_ASCII);

    private final IoEventLoopGroup loops = Transport.of("epoll").loops(1, Thread::new);

    private static final class Hearing implements Wire.Events {
        private final CompletableFuture<Boolean> heard = new CompletableFuture<>();

        @Override
        public void readable() {
            heard.complete(true);
        }

        @Override
        public void writable() {}

        @Override
        public void failed(Throwable why) {
            heard.completeExceptionally(why);
        }
    }

    private static void sayAndClose(Wire wire) {
        wire.lastWords();
        wire.write(BYE, 0, BYE.length);
        wire.close();
    }

    @Test
    void somethingWasNotRead_bytesArriveBeforeTheReset() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress place = (InetSocketAddress) server.getLocalSocketAddress();
            Hearing events = new Hearing();
            Wire wire = loops.next()
                    .submit(() -> Transport.of("epoll").connect(loops.next(), place, events))
                    .get();
            try (Socket far = server.accept()) {
                far.getOutputStream().write('x');
                events.heard.get(10, TimeUnit.SECONDS);

                loops.next().submit(() -> sayAndClose(wire)).get();

                assertEquals(
                        "* BYE\r\n",
                        new String(far.getInputStream().readNBytes(BYE.length), StandardCharsets.US_ASCII));
                assertThrows(IOException.class, far.getInputStream()::read, "no reset");
            }
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    @Test
    void allWasRead_endIsNoReset() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress place = (InetSocketAddress) server.getLocalSocketAddress();
            Wire wire = loops.next()
                    .submit(() -> Transport.of("epoll").connect(loops.next(), place, new Hearing()))
                    .get();
            try (Socket far = server.accept()) {
                loops.next().submit(() -> sayAndClose(wire)).get();

                assertEquals("* BYE\r\n", new String(far.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
            }
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}

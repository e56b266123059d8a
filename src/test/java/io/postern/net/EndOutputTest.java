package io.postern.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.IoEventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The sending half of a connection that its client has reset cannot be ended, which costs that connection only. */
class EndOutputTest {
    private static final int ENOTCONN = 107;

    private static InetSocketAddress free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
        }
    }

    @Test
    void clientHasReset_wireIsBroken() throws Exception {
        Transport transport = Transport.of("epoll");
        BlockingQueue<Wire> accepted = new LinkedBlockingQueue<>();
        BlockingQueue<Wire> heard = new LinkedBlockingQueue<>();
        IoEventLoopGroup loops = transport.loops(1, Thread::new);
        InetSocketAddress place = free();
        Listener listener = transport.bind(Listening.on(place));
        try {
            listener.serve(new Acceptor() {
                @Override
                public void accept(Wire wire) {
                    wire.tell(new Wire.Events() {
                        @Override
                        public void readable() {
                            heard.add(wire);
                        }

                        @Override
                        public void writable() {}

                        @Override
                        public void failed(Throwable why) {
                            throw new AssertionError(why);
                        }
                    });
                    accepted.add(wire);
                }

                @Override
                public void failed(SocketAddress where, int errno) {}
            });
            listener.start(loops.next(), loops, new Slots(100, 500));
            try (SocketChannel client = SocketChannel.open(place)) {
                assertNotNull(accepted.poll(10, TimeUnit.SECONDS), "nobody took the client");
                // to close it is to reset it
                client.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            Wire wire = heard.poll(10, TimeUnit.SECONDS);

            assertNotNull(wire, "nobody heard of the reset");
            wire.loop().submit(wire::endOutput).get();
            assertTrue(wire.broken());
            assertEquals(ENOTCONN, wire.errno());
        } finally {
            listener.closeSocket();
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}

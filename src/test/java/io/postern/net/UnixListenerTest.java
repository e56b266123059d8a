package io.postern.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.IoEventLoopGroup;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A listening unix socket takes clients, over each transport; a client of it is one like any other. */
class UnixListenerTest {
    @ParameterizedTest
    @MethodSource("io.postern.net.Transports#here")
    void client_isAccepted(String use, @TempDir Path folder) throws Exception {
        Transport transport = Transport.of(use);
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("mail.sock"));
        BlockingQueue<Wire> accepted = new LinkedBlockingQueue<>();
        IoEventLoopGroup loops = transport.loops(1, Thread::new);
        Listener listener = transport.bind(Listening.on(address));
        try {
            listener.serve(new Acceptor() {
                @Override
                public void accept(Wire wire) {
                    accepted.add(wire);
                }

                @Override
                public void failed(SocketAddress where, int errno) {}
            });
            listener.start(loops.next(), loops, new Slots(100, 500));
            try (SocketChannel client = SocketChannel.open(address)) {
                assertTrue(client.isConnected());
                assertNotNull(accepted.poll(10, TimeUnit.SECONDS), "nobody took the client");
            }
        } finally {
            listener.closeSocket();
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatLay_isNotToldAgain_whenClientReads(@TempDir Path folder) throws Exception {
        Transport transport = Transport.of("epoll");
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("mail.sock"));
        BlockingQueue<Wire> told = new LinkedBlockingQueue<>();
        IoEventLoopGroup loops = transport.loops(1, Thread::new);
        Listener listener = transport.bind(Listening.on(address));
        try {
            listener.serve(new Acceptor() {
                @Override
                public void accept(Wire wire) {
                    wire.tell(new Wire.Events() {
                        @Override
                        public void readable() {
                            wire.read(new byte[1], 0, 1);
                            wire.write(new byte[1], 0, 1);
                            told.add(wire);
                        }

                        @Override
                        public void writable() {}

                        @Override
                        public void failed(Throwable why) {
                            throw new AssertionError(why);
                        }
                    });
                }

                @Override
                public void failed(SocketAddress where, int errno) {}
            });
            listener.start(loops.next(), loops, new Slots(100, 500));
            try (SocketChannel client = SocketChannel.open(address)) {
                client.write(ByteBuffer.wrap(new byte[2]));
                Wire wire = told.poll(10, TimeUnit.SECONDS);
                assertNotNull(wire, "nobody heard of what came");
                assertEquals(1, client.read(ByteBuffer.allocate(2)));
                // what the loop is told meanwhile it is told by then
                wire.loop().submit(() -> {}).get();
                wire.loop().submit(() -> {}).get();

                assertTrue(told.isEmpty(), "what had been lying there looks new");
                client.write(ByteBuffer.wrap(new byte[1]));
                assertNotNull(told.poll(10, TimeUnit.SECONDS), "nobody heard of more");
            }
        } finally {
            listener.closeSocket();
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}

package io.postern.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What has come by the time a loop looks is one event, whatever tells of it: it decides what a session takes for the next one. */
class OneTurnTest {
    private static final int MOMENT = 300;

    private final BlockingQueue<Wire> accepted = new LinkedBlockingQueue<>();
    private final BlockingQueue<Wire> connected = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    static Stream<String> transports() {
        return Transports.here().filter(name -> !name.equals("selector"));
    }

    /** As an auth server in the same file and its client are. */
    @ParameterizedTest
    @MethodSource("transports")
    void lastWordsOfTheSameLoop_andTheirEnd_areOneEvent(String use) throws Exception {
        Transport transport = Transport.of(use);
        IoEventLoopGroup loops = transport.loops(1, Thread::new);
        InetSocketAddress place;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            place = new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
        }
        Listener listener = transport.bind(Listening.on(place));
        try {
            listener.serve(new Acceptor() {
                @Override
                public void accept(Wire wire) {
                    wire.tell(Wire.NOBODY);
                    accepted.add(wire);
                }

                @Override
                public void failed(SocketAddress where, int errno) {}
            });
            listener.start(loops.next(), loops, new Slots(100, 500));
            EventLoop loop = loops.next();
            loop.submit(() -> connect(transport, loop, place)).get();
            Wire server = accepted.poll(10, TimeUnit.SECONDS);
            Wire client = connected.poll(10, TimeUnit.SECONDS);
            assertNotNull(server, "nobody took the client");
            assertNotNull(client, "nobody connected");
            byte[] words = "last".getBytes(StandardCharsets.US_ASCII);
            loop.submit(() -> {
                        server.write(words, 0, words.length);
                        server.close();
                    })
                    .get();
            assertEquals("event", heard.poll(10, TimeUnit.SECONDS));
            TimeUnit.MILLISECONDS.sleep(MOMENT);
            assertEquals(0, heard.size(), "told again");
            loop.submit(client::close).get();
        } finally {
            listener.closeSocket();
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    private void connect(Transport transport, EventLoop loop, InetSocketAddress place) {
        Wire[] made = new Wire[1];
        made[0] = transport.connect(loop, place, new Wire.Events() {
            @Override
            public void readable() {
                heard.add("event");
            }

            @Override
            public void writable() {
                connected.add(made[0]);
            }

            @Override
            public void failed(Throwable why) {
                heard.add(why.toString());
            }
        });
    }
}

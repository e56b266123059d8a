package io.postern.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.postern.net.Transport;
import io.postern.net.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Much of it goes into TLS and out of it whole and in order, and a receiver that stalls costs no more than the buffer there is. */
@ParameterizedClass
@ValueSource(strings = {"", TlsPair.BY_THE_JDK})
class TlsBulkTest {
    private static final int BUFFER = 4096;
    private static final int MUCH = 6_000_000;

    @TempDir
    private static Path folder;

    private final String engine;
    private final IoEventLoopGroup loops = Transport.of("").loops(1, Thread::new);
    private final byte[] bytes = new byte[MUCH];
    private final AtomicInteger most = new AtomicInteger();
    private ServerSocket clients;
    private ServerSocket backends;
    private SSLSocket client;
    private Socket backend;
    private Wire tls;
    private Wire plain;

    TlsBulkTest(String engine) {
        this.engine = engine;
    }

    @BeforeAll
    static void makeFiles() throws Exception {
        new TlsLab(folder);
    }

    @BeforeEach
    void connect() throws Exception {
        assumeTrue(Epoll.isAvailable(), "needs epoll");
        new Random(11).nextBytes(bytes);
        clients = listening();
        backends = listening();
        Wire below = connected(clients);
        plain = connected(backends);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        client = (SSLSocket) context.getSocketFactory().createSocket(clients.accept(), "localhost", 1, true);
        backend = backends.accept();
        CompletableFuture<Throwable> shaken = new CompletableFuture<>();
        Encryption.Guard guard =
                TlsPair.encryption(folder, TlsPair.PAIR + engine).guard();
        CompletableFuture<Wire> made = new CompletableFuture<>();
        below.loop().execute(() -> made.complete(guard.over(below, shaken::complete)));
        client.startHandshake();
        assertEquals(null, shaken.get(20, TimeUnit.SECONDS));
        tls = made.get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void end() throws Exception {
        if (tls != null) {
            tls.loop()
                    .submit(() -> {
                        tls.close();
                        plain.close();
                    })
                    .sync();
            client.close();
            backend.close();
        }
        clients.close();
        backends.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private static ServerSocket listening() throws IOException {
        ServerSocket server = new ServerSocket();
        server.setReceiveBufferSize(8192);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return server;
    }

    private Wire connected(ServerSocket to) throws Exception {
        CompletableFuture<Void> stands = new CompletableFuture<>();
        Wire made = loops.next()
                .submit(() -> Transport.of("").connect(loops.next(), to.getLocalSocketAddress(), new Wire.Events() {
                    @Override
                    public void readable() {}

                    @Override
                    public void writable() {
                        stands.complete(null);
                    }

                    @Override
                    public void failed(Throwable why) {
                        throw new AssertionError(why);
                    }
                }))
                .get();
        stands.get(20, TimeUnit.SECONDS);
        return made;
    }

    /** Moves one way, as a relay does. */
    private void relay(Wire from, Wire to) throws Exception {
        Runnable pump = () -> {
            for (int n = 1; n > 0 && to.pending() < BUFFER; ) {
                n = from.move(to, BUFFER - to.pending());
                most.accumulateAndGet(to.pending(), Math::max);
            }
        };
        from.loop()
                .submit(() -> {
                    from.tell(events(pump, () -> {}));
                    to.tell(events(() -> {}, pump));
                    from.await(BUFFER);
                    pump.run();
                })
                .get();
    }

    private static Wire.Events events(Runnable readable, Runnable writable) {
        return new Wire.Events() {
            @Override
            public void readable() {
                readable.run();
            }

            @Override
            public void writable() {
                writable.run();
            }

            @Override
            public void failed(Throwable why) {
                throw new AssertionError(why);
            }
        };
    }

    private void passes(Socket from, Socket to, boolean stalls) throws Exception {
        CompletableFuture<Void> said = CompletableFuture.runAsync(() -> {
            try {
                from.getOutputStream().write(bytes);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        if (stalls) {
            // as long as it takes until nobody takes any more
            for (int before = -1, i = 0; i < 100 && (most.get() == 0 || most.get() != before); i++) {
                before = most.get();
                Thread.sleep(20);
            }
        }
        byte[] heard = new byte[MUCH];
        InputStream in = to.getInputStream();
        for (int at = 0; at < MUCH; ) {
            int n = in.read(heard, at, Math.min(MUCH - at, stalls ? 10_000 : MUCH));
            assertTrue(n > 0, "ended early");
            at += n;
        }
        assertArrayEquals(bytes, heard);
        said.get(20, TimeUnit.SECONDS);
        assertTrue(most.get() <= BUFFER, "held: " + most.get());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatTheBackendSays_reachesTheClient(boolean stalls) throws Exception {
        relay(plain, tls);
        passes(backend, client, stalls);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatTheClientSays_reachesTheBackend(boolean stalls) throws Exception {
        relay(tls, plain);
        passes(client, backend, stalls);
    }

    @Test
    void whatIsPutBack_isReadFirst() throws Exception {
        client.getOutputStream().write(new byte[] {3, 4});
        tls.loop().submit(() -> tls.unread(new byte[] {9, 1, 2, 9}, 1, 2)).get();
        relay(tls, plain);
        assertArrayEquals(new byte[] {1, 2, 3, 4}, backend.getInputStream().readNBytes(4));
    }
}

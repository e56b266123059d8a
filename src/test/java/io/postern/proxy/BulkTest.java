package io.postern.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.side.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bulk transfers leave the usual way through memory; what arrives, in which order and how much is held must not change by that. */
@SuppressWarnings("try") // a stand stands; nobody needs to name it
class BulkTest {
    private static final int SIZE = 12 * 1024 * 1024;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /** A session that is logged in: the client's socket and the back end's. */
    private record Pair(ScriptedEnd client, ScriptedEnd backend) implements AutoCloseable {
        static Pair open(ServerSocket server, int port, int receiveBuffer) throws IOException {
            Socket socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            ScriptedEnd client = new ScriptedEnd(socket);
            client.line();
            client.say("USER joe\r\n").line();
            client.say("PASS secret\r\n");
            ScriptedEnd backend = ScriptedEnd.accept(server);
            backend.say("+OK hello\r\n").line();
            backend.say("+OK\r\n").line();
            backend.say("+OK in\r\n");
            assertEquals("+OK in\r\n", client.line());
            return new Pair(client, backend);
        }

        @Override
        public void close() throws IOException {
            client.close();
            backend.close();
        }
    }

    private static byte[] bytes(int seed) {
        byte[] bytes = new byte[SIZE];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] sum(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    private static byte[] take(Socket from, int seed, boolean haltingly) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Random random = new Random(seed);
        byte[] buffer = new byte[100_000];
        InputStream in = from.getInputStream();
        for (int rest = SIZE; rest > 0; ) {
            int n = in.read(buffer, 0, Math.min(rest, haltingly ? 1 + random.nextInt(buffer.length) : buffer.length));
            assertTrue(n > 0, "ended early");
            digest.update(buffer, 0, n);
            rest -= n;
            if (haltingly && random.nextInt(20) == 0) {
                Thread.sleep(random.nextInt(5));
            }
        }
        return digest.digest();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void manyTransfersOnOneLoop_eachArrivesAsSent(boolean haltingly) throws Exception {
        int port = Ports.free();
        try (ServerSocket server = ScriptedEnd.backend();
                Stand stand = new Stand("").routingTo(server.getLocalPort()).serve(Stand.pop3(), port)) {
            List<Future<?>> done = new ArrayList<>();
            List<Pair> pairs = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int seed = i;
                Pair pair = Pair.open(server, port, haltingly ? 8192 << (i % 3) : 0);
                pairs.add(pair);
                Socket from =
                        i % 2 == 0 ? pair.backend().socket() : pair.client().socket();
                Socket to = i % 2 == 0 ? pair.client().socket() : pair.backend().socket();
                done.add(threads.submit(() -> {
                    from.getOutputStream().write(bytes(seed));
                    return null;
                }));
                done.add(threads.submit(() -> {
                    assertArrayEquals(sum(bytes(seed)), take(to, seed, haltingly));
                    return null;
                }));
            }
            for (Future<?> one : done) {
                one.get(60, TimeUnit.SECONDS);
            }
            for (Pair pair : pairs) {
                pair.close();
            }
        }
    }

    /** What the back end can send to a client that reads nothing is what the kernel's buffers take, and not much more. */
    @Test
    void stalledReceiver_stopsTheSender() throws Exception {
        int port = Ports.free();
        try (ServerSocket server = ScriptedEnd.backend();
                Stand stand = new Stand("").routingTo(server.getLocalPort()).serve(Stand.pop3(), port);
                Pair pair = Pair.open(server, port, 16384)) {
            AtomicLong sent = new AtomicLong();
            Future<?> sending = threads.submit(() -> {
                byte[] block = new byte[16384];
                while (true) {
                    pair.backend().socket().getOutputStream().write(block);
                    sent.addAndGet(block.length);
                }
            });
            long before;
            do {
                before = sent.get();
                Thread.sleep(500);
            } while (sent.get() != before && before < 200_000_000);
            assertTrue(before < 100_000_000, "the sender was never stopped: " + before);
            sending.cancel(true);
        }
    }

    @Test
    void receiverGone_inTheMiddle_endsTheSessionOnly() throws Exception {
        int port = Ports.free();
        try (ServerSocket server = ScriptedEnd.backend();
                Stand stand = new Stand("").routingTo(server.getLocalPort()).serve(Stand.pop3(), port);
                Pair other = Pair.open(server, port, 0)) {
            try (Pair pair = Pair.open(server, port, 16384)) {
                Future<?> sending = threads.submit(() -> {
                    pair.backend().socket().getOutputStream().write(bytes(1));
                    return null;
                });
                pair.client().hear(1_000_000);
                pair.client().socket().setSoLinger(true, 0);
                pair.client().close();
                try {
                    sending.get(20, TimeUnit.SECONDS);
                } catch (java.util.concurrent.ExecutionException broken) {
                    assertTrue(broken.getCause() instanceof IOException, broken::toString);
                }
            }
            // the other session's bytes are its own: nothing of the broken one is left in a common pipe
            Future<?> sending = threads.submit(() -> {
                other.backend().socket().getOutputStream().write(bytes(2));
                return null;
            });
            assertArrayEquals(sum(bytes(2)), take(other.client().socket(), 2, false));
            sending.get(20, TimeUnit.SECONDS);
        }
    }
}

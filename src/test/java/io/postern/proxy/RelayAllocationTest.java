package io.postern.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.netty.channel.epoll.Epoll;
import io.postern.side.Ports;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What passes through a relay leaves nothing behind for the garbage collector, however much it is. */
@SuppressWarnings("try") // a stand stands; nobody needs to name it
class RelayAllocationTest {
    /** For what a loop does besides in such a time; a single object for each chunk would be ten times as much. */
    private static final long BESIDES = 32 * 1024;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static ScriptedEnd[] login(ServerSocket server, int port) throws IOException {
        ScriptedEnd client = ScriptedEnd.connect(port);
        client.line();
        client.say("USER joe\r\n").line();
        client.say("PASS secret\r\n");
        ScriptedEnd backend = ScriptedEnd.accept(server);
        backend.say("+OK hello\r\n").line();
        backend.say("+OK\r\n").line();
        backend.say("+OK in\r\n");
        assertEquals("+OK in\r\n", client.line());
        return new ScriptedEnd[] {client, backend};
    }

    private static void commands(ScriptedEnd[] pair, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            pair[0].say("NOOP\r\n");
            assertEquals("NOOP\r\n", pair[1].hear(6));
            pair[1].say("+OK\r\n");
            assertEquals("+OK\r\n", pair[0].hear(5));
        }
    }

    private static void bulk(ScriptedEnd from, ScriptedEnd to, int bytes) throws Exception {
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
            try {
                from.socket().getOutputStream().write(new byte[bytes]);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        to.socket().getInputStream().skipNBytes(bytes);
        sending.get(20, TimeUnit.SECONDS);
    }

    /** A relay, and something done with it twice: what the second time leaves on the loop's heap. */
    private interface Work {
        void on(ScriptedEnd[] pair) throws Exception;
    }

    private static long allocated(Work work) throws Exception {
        assumeTrue(Epoll.isAvailable(), "epoll is needed: the JDK's selector makes objects");
        int port = Ports.free();
        try (ServerSocket server = ScriptedEnd.backend();
                Stand stand = new Stand("").routingTo(server.getLocalPort()).serve(Stand.pop3(), port)) {
            ScriptedEnd[] pair = login(server, port);
            try (ScriptedEnd client = pair[0];
                    ScriptedEnd backend = pair[1]) {
                long loop = stand.onLoop(() -> Thread.currentThread().getId());
                work.on(pair);
                long before = THREADS.getThreadAllocatedBytes(loop);
                work.on(pair);
                return THREADS.getThreadAllocatedBytes(loop) - before;
            }
        }
    }

    @Test
    void commands_leaveNothing() throws Exception {
        long bytes = allocated(pair -> commands(pair, 10_000));
        assertTrue(bytes < BESIDES, bytes + " bytes for 20,000 chunks");
    }

    /** A receiver that falls behind for a moment has what it did not take held for it: that is all. */
    @Test
    void bulkTransfers_leaveNextToNothing() throws Exception {
        long bytes = allocated(pair -> {
            bulk(pair[1], pair[0], 64 * 1024 * 1024);
            bulk(pair[0], pair[1], 64 * 1024 * 1024);
        });
        assertTrue(bytes < 8 * BESIDES, bytes + " bytes for 128 MB");
    }
}

package io.postern.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Questions by UDP, each from a socket of its own with a port that nobody can foretell. Behind a datagram that is
 * not the answer the right one is still awaited (ngx_resolver_udp_read); dnsjava's own client ends with any. One thread waits for all answers; it
 * starts with the first question. Safe on any thread.
 */
final class Datagrams {
    private static final int LARGEST = 4096;

    /** A question that is open. Confined to the waiting thread once it is registered. */
    private record Open(
            DatagramChannel channel, Predicate<byte[]> wrong, long until, CompletableFuture<byte[]> answer) {
        void end() {
            try {
                channel.close();
            } catch (IOException e) {
                // it is of no use any more
            }
        }
    }

    private static final class Waiting {
        static final Datagrams ALL = new Datagrams();
    }

    private final Queue<Open> coming = new ConcurrentLinkedQueue<>();
    private final Selector selector;

    private Datagrams() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::run, "dns");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Sends the question.
     *
     * @param wrong whether a datagram is not the answer; says so in the log
     * @return the answer's bytes; fails with what the system says, or when the time is over
     */
    static CompletableFuture<byte[]> ask(
            InetSocketAddress server, byte[] query, Duration patience, Predicate<byte[]> wrong) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        try {
            DatagramChannel channel = DatagramChannel.open();
            Open open = new Open(channel, wrong, System.nanoTime() + patience.toNanos(), answer);
            try {
                channel.configureBlocking(false);
                channel.connect(server);
                channel.write(ByteBuffer.wrap(query));
            } catch (IOException e) {
                open.end();
                throw e;
            }
            Waiting.ALL.coming.add(open);
            Waiting.ALL.selector.wakeup();
        } catch (IOException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private void run() {
        ByteBuffer buffer = ByteBuffer.allocate(LARGEST);
        while (true) {
            try {
                selector.select(untilNextEnd());
                takeIn();
                selector.selectedKeys().forEach(key -> read(key, buffer));
                selector.selectedKeys().clear();
                endLate();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void takeIn() {
        for (Open open = coming.poll(); open != null; open = coming.poll()) {
            try {
                open.channel.register(selector, SelectionKey.OP_READ, open);
            } catch (IOException e) {
                open.answer.completeExceptionally(e);
                open.end();
            }
        }
    }

    private static void read(SelectionKey key, ByteBuffer buffer) {
        Open open = (Open) key.attachment();
        try {
            while (open.channel.receive(buffer.clear()) != null) {
                byte[] datagram = new byte[buffer.flip().remaining()];
                buffer.get(datagram);
                if (!open.wrong.test(datagram)) {
                    open.end();
                    open.answer.complete(datagram);
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            // an error of ours ends this question; the thread has others to wait for
            open.end();
            open.answer.completeExceptionally(e);
        }
    }

    /** Milliseconds until the first question's time is over; zero, which is for ever, where there is none. */
    private long untilNextEnd() {
        long now = System.nanoTime();
        return selector.keys().stream()
                .mapToLong(key -> Math.max(1, TimeUnit.NANOSECONDS.toMillis(((Open) key.attachment()).until - now) + 1))
                .min()
                .orElse(0);
    }

    private void endLate() {
        long now = System.nanoTime();
        for (SelectionKey key : selector.keys()) {
            Open open = (Open) key.attachment();
            if (open.channel.isOpen() && open.until - now <= 0) {
                open.end();
                open.answer.completeExceptionally(new SocketTimeoutException("timed out"));
            }
        }
    }
}

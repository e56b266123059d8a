package io.postern.dns;

import io.postern.directive.Errno;
import io.postern.log.Level;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Questions by UDP, each from a socket of its own with a port that nobody can foretell. Behind a datagram that is
 * not the answer the right one is still awaited (ngx_resolver_udp_read). One thread waits for all answers; it
 * starts with the first question. Safe on any thread.
 */
final class Datagrams {
    private static final int LARGEST = 4096;

    /**
     * A question that is open. Confined to the waiting thread once it is registered.
     *
     * @param in where it waits
     * @param number orders answers that are there at the same time as their questions, as if they came to one socket
     * @param early what came before it was registered, and is not looked at yet
     */
    private record Open(
            Datagrams in,
            long number,
            DatagramChannel channel,
            Function<byte[], @Nullable Reply> judge,
            long until,
            CompletableFuture<Reply> answer,
            Queue<byte[]> early) {
        void end() {
            try {
                channel.close();
            } catch (IOException e) {
                // it is of no use any more
            }
        }
    }

    /** A question that did not go out: the call that failed, and the system's number for why. */
    static final class Unsent extends IOException {
        private static final long serialVersionUID = 1;

        final String call;
        final int errno;

        Unsent(String call, IOException why) {
            super(why);
            this.call = call;
            this.errno = Errno.of(why);
        }

        /** At which nginx logs it (ngx_udp_connect, ngx_connection_error). */
        Level level() {
            return switch (call) {
                case "socket()" -> Level.ALERT;
                case "connect()" -> Level.CRIT;
                default -> Errno.isDoneByPeers(errno) ? Level.ERROR : Level.ALERT;
            };
        }
    }

    /** The one that all questions wait in; null until the first of them. */
    private static @Nullable Datagrams waiting;

    /** What is asked {@link #together} by a thread. */
    private static final ThreadLocal<@Nullable List<Open>> HELD = new ThreadLocal<>();

    private final Queue<Open> coming = new ConcurrentLinkedQueue<>();
    private final AtomicLong numbers = new AtomicLong();
    private final Selector selector;

    private Datagrams() throws IOException {
        selector = Selector.open();
        Thread thread = new Thread(this::run, "dns");
        thread.setDaemon(true);
        thread.start();
    }

    /** With no descriptors left there is none; the next question tries again. */
    private static synchronized Datagrams waiting() throws IOException {
        Datagrams made = waiting;
        if (made == null) {
            made = new Datagrams();
            waiting = made;
        }
        return made;
    }

    /**
     * Sends the question.
     *
     * @param judge reads a datagram; null where it is not the answer or of no use
     * @return the answer; fails with what the system says, when the time is over, and at once, with {@link Unsent}, where nothing was sent
     */
    static CompletableFuture<Reply> ask(
            InetSocketAddress server, byte[] query, Duration patience, Function<byte[], @Nullable Reply> judge) {
        CompletableFuture<Reply> answer = new CompletableFuture<>();
        long until = System.nanoTime() + patience.toNanos();
        String call = "socket()";
        try {
            Datagrams all = waiting();
            long number = all.numbers.getAndIncrement();
            DatagramChannel channel = DatagramChannel.open();
            try {
                channel.configureBlocking(false);
                call = "connect()";
                channel.connect(server);
                call = "send()";
                channel.write(ByteBuffer.wrap(query));
                call = "";
                // on this very host it is known already where nobody listens
                ByteBuffer first = ByteBuffer.allocate(LARGEST);
                Queue<byte[]> early = new ArrayDeque<>();
                if (channel.receive(first) != null) {
                    early.add(bytes(first));
                }
                all.await(new Open(all, number, channel, judge, until, answer, early));
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            answer.completeExceptionally(call.isEmpty() ? e : new Unsent(call, e));
        }
        return answer;
    }

    /** Lets all questions that are asked meanwhile, by this thread, go out before the answer to any of them is looked at. */
    static <T> T together(Supplier<T> asking) {
        List<Open> asked = new ArrayList<>();
        HELD.set(asked);
        try {
            return asking.get();
        } finally {
            HELD.remove();
            asked.forEach(open -> open.in.await(open));
        }
    }

    private void await(Open open) {
        List<Open> together = HELD.get();
        if (together != null) {
            together.add(open);
        } else {
            coming.add(open);
            selector.wakeup();
        }
    }

    private static byte[] bytes(ByteBuffer received) {
        byte[] datagram = new byte[received.flip().remaining()];
        received.get(datagram);
        return datagram;
    }

    private void run() {
        ByteBuffer buffer = ByteBuffer.allocate(LARGEST);
        while (true) {
            try {
                selector.select(untilNextEnd());
                NavigableMap<Long, Open> ready = takeIn();
                if (!ready.isEmpty()) {
                    // the answer to an earlier question may be there as well
                    selector.selectNow();
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    Open open = (Open) key.attachment();
                    ready.put(open.number, open);
                }
                selector.selectedKeys().clear();
                ready.values().forEach(open -> read(open, buffer));
                endLate();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Those to which something has come already, by their numbers. */
    private NavigableMap<Long, Open> takeIn() {
        NavigableMap<Long, Open> early = new TreeMap<>();
        for (Open open = coming.poll(); open != null; open = coming.poll()) {
            try {
                open.channel.register(selector, SelectionKey.OP_READ, open);
                if (!open.early.isEmpty()) {
                    early.put(open.number, open);
                }
            } catch (IOException | RuntimeException e) {
                fail(open, e);
            }
        }
        return early;
    }

    private static void read(Open open, ByteBuffer buffer) {
        try {
            byte[] early = open.early.poll();
            boolean over = early != null && take(open, early);
            while (!over && open.channel.receive(buffer.clear()) != null) {
                over = take(open, bytes(buffer));
            }
        } catch (IOException | RuntimeException e) {
            fail(open, e);
        }
    }

    /** Whether this datagram was the answer. */
    private static boolean take(Open open, byte[] datagram) {
        Reply reply = open.judge.apply(datagram);
        if (reply == null) {
            return false;
        }
        open.end();
        open.answer.complete(reply);
        return true;
    }

    /** An error, of ours too, ends this question; the thread has others to wait for. */
    private static void fail(Open open, Exception why) {
        open.end();
        open.answer.completeExceptionally(why);
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

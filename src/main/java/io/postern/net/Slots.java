package io.postern.net;

import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections each event loop has and may have ({@code worker_connections}): to clients, auth servers and back ends alike.
 * New clients are refused when a loop is full; what their sessions need is not. Safe on any thread.
 */
public final class Slots {
    private final Map<EventLoop, Count> used = new ConcurrentHashMap<>();
    private volatile int most;
    private volatile long delay;
    /** What a worker of nginx spends besides: its listening sockets and the way to its master. */
    private volatile int reserved = 1;

    /** One loop's connections; running it takes one off. */
    private static final class Count extends AtomicInteger implements Runnable {
        private static final long serialVersionUID = 1;

        @Override
        public void run() {
            decrementAndGet();
        }
    }

    /**
     * Counts.
     *
     * @param most connections of one loop
     * @param delay how long accepting rests when descriptors have run out, in milliseconds ({@code accept_mutex_delay})
     */
    public Slots(int most, long delay) {
        bounds(most, delay);
    }

    /** Changes the limit and the delay; a reload does. */
    public void bounds(int connections, long millis) {
        most = connections;
        delay = millis;
    }

    /** How long accepting rests when descriptors have run out, in milliseconds. */
    long delay() {
        return delay;
    }

    /** As many listening sockets count against the limit of each loop. */
    void listening(int sockets) {
        reserved = sockets + 1;
    }

    public int most() {
        return most;
    }

    /** Whether this loop has room for a client. */
    boolean free(EventLoop loop) {
        return used(loop).get() + reserved < most;
    }

    /** Counts a connection until it is closed. */
    void hold(EventLoop loop, Wire wire) {
        Count count = used(loop);
        count.incrementAndGet();
        wire.whenClosed(count);
    }

    /** The same transport, whose outgoing connections are counted. */
    public Transport counting(Transport transport) {
        return new CountingTransport(transport, this);
    }

    private Count used(EventLoop loop) {
        Count count = used.get(loop);
        return count != null ? count : used.computeIfAbsent(loop, l -> new Count());
    }
}

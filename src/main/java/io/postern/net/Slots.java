package io.postern.net;

import io.netty.channel.EventLoop;
import io.postern.log.Level;
import io.postern.log.Log;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How many connections each event loop has and may have ({@code worker_connections}): to clients, auth servers and back ends alike.
 * When few are left, some that can be done without are closed (ngx_drain_connections); when none is, there is no further connection.
 * What is about one loop is called on it; the rest is safe on any thread.
 */
public final class Slots {
    /** So many at the most are closed to make room for one. */
    private static final int AT_ONCE = 32;

    private final Map<EventLoop, Room> rooms = new ConcurrentHashMap<>();
    private volatile int most;
    private volatile long delay;
    private volatile @Nullable Log log;
    /** What a worker of nginx uses of its connections for itself: its listening sockets and the channel to its master. */
    private volatile int reserved = 1;

    /** A client's connection that can be done without while it waits, and is closed when others need room. */
    public interface Spare {
        /** Closes it. */
        void reuse();

        /** It could not be closed. */
        void failed(Throwable why);
    }

    /** One loop's connections; running it takes one off. */
    private static final class Room implements Runnable {
        private int used;
        /** Who has waited longest comes first. */
        private final Set<Spare> spares = new LinkedHashSet<>();

        private long saidSecond;

        @Override
        public void run() {
            used--;
        }
    }

    /**
     * Counts.
     *
     * @param most connections of one loop
     * @param delay how long accepting rests when descriptors have run out, in milliseconds ({@code accept_mutex_delay})
     */
    public Slots(int most, long delay) {
        this.most = most;
        this.delay = delay;
    }

    /**
     * Changes the limit and the delay; a reload does.
     *
     * @param told hears that connections are closed to make room for others
     */
    public void bounds(int connections, long millis, Log told) {
        most = connections;
        delay = millis;
        log = told;
    }

    /** How long accepting rests when descriptors have run out, in milliseconds. */
    long delay() {
        return delay;
    }

    /** As many listening sockets count against the limit of each loop. */
    void listening(int sockets) {
        reserved = sockets + 1;
    }

    /** How many connections a loop may have. */
    public int most() {
        return most;
    }

    /** Whether this loop has room for a connection, if need be after some were closed (ngx_get_connection). */
    boolean makeRoom(EventLoop loop) {
        Room room = room(loop);
        if (free(room) <= most / 16 && !room.spares.isEmpty()) {
            drain(room);
        }
        return free(room) > 0;
    }

    private int free(Room room) {
        return most - reserved - room.used;
    }

    private void drain(Room room) {
        Log told = log;
        long second = System.currentTimeMillis() / 1000;
        if (told != null && second != room.saidSecond) {
            room.saidSecond = second;
            told.write(Level.WARN, most + " worker_connections are not enough, reusing connections");
        }
        int n = Math.max(Math.min(AT_ONCE, room.spares.size() / 8), 1);
        for (int i = 0; i < n && !room.spares.isEmpty(); i++) {
            Spare longest = room.spares.iterator().next();
            Guarded.run(longest::reuse, longest::failed);
        }
    }

    /** Says of a client's connection whether it can be done without from now on (ngx_reusable_connection). */
    public void spare(EventLoop loop, Spare client, boolean now) {
        Set<Spare> spares = room(loop).spares;
        spares.remove(client);
        if (now) {
            spares.add(client);
        }
    }

    /** Counts a connection until it is closed. */
    void hold(EventLoop loop, Wire wire) {
        Room room = room(loop);
        room.used++;
        wire.whenClosed(room);
    }

    /** Takes room for what is no wire, on the loop itself; false where there is none. */
    public boolean take(EventLoop loop) {
        boolean free = makeRoom(loop);
        room(loop).used += free ? 1 : 0;
        return free;
    }

    /** Gives it back. */
    public void give(EventLoop loop) {
        if (!loop.isShuttingDown()) {
            loop.execute(room(loop));
        }
    }

    /** The same transport, whose outgoing connections are counted. */
    public Transport counting(Transport transport) {
        return new CountingTransport(transport, this);
    }

    private Room room(EventLoop loop) {
        Room room = rooms.get(loop);
        return room != null ? room : rooms.computeIfAbsent(loop, l -> new Room());
    }
}

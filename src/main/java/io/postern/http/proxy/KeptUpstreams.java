package io.postern.http.proxy;

import io.netty.channel.EventLoop;
import io.postern.http.model.Upstream;
import io.postern.net.Alarm;
import io.postern.net.Guarded;
import io.postern.net.Wire;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Connections to upstream servers that wait for the next request (ngx_http_upstream_keepalive_module). Each event loop has its own; one
 * of these for each generation of the configuration.
 */
final class KeptUpstreams {
    /** A connection and what it has been through. */
    record Used(Wire wire, long sinceNanos, int requests) {}

    private final Map<EventLoop, Map<Upstream, Deque<Idle>>> loops = new ConcurrentHashMap<>();
    private volatile boolean over;

    /**
     * The connection to this server that was used last; null when there is none. On the loop.
     *
     * @param https whether it must speak TLS
     * @param location whose it must be where the group keeps connections by location
     */
    @Nullable
    Used take(EventLoop loop, Upstream upstream, SocketAddress server, boolean https, Object location) {
        Upstream.Keep keep = upstream.keep();
        if (keep == null) {
            return null;
        }
        for (Idle idle : idle(loop, upstream)) {
            boolean fits = (!keep.local() || idle.location == location) && idle.used.wire.secured() == https;
            if (fits && idle.server.equals(server)) {
                return idle.taken();
            }
        }
        return null;
    }

    /** Keeps a connection whose reply is whole; closes it when there is no room or no reason. On its loop. */
    void keep(Used used, Upstream upstream, SocketAddress server, Object location) {
        Upstream.Keep keep = upstream.keep();
        boolean young = keep != null
                && used.requests < keep.requests()
                && (System.nanoTime() - used.sinceNanos) / 1_000_000 <= keep.time();
        if (keep == null || over || !young) {
            used.wire.close();
            return;
        }
        Deque<Idle> all = idle(used.wire.loop(), upstream);
        if (all.size() >= keep.most()) {
            all.getLast().close();
        }
        Idle idle = new Idle(used, server, location, all);
        all.addFirst(idle);
        idle.alarm.set(keep.timeout());
        used.wire.tell(idle);
        if (used.wire.ready()) {
            idle.readable();
        } else {
            used.wire.await(1);
        }
    }

    /** Keeps again, after {@link #close}. */
    void open() {
        over = false;
    }

    /** Closes all, and keeps none from now on: the generation leaves. Safe on any thread. */
    void close() {
        over = true;
        loops.forEach((loop, groups) -> {
            if (!loop.isShuttingDown()) {
                loop.execute(
                        () -> groups.values().forEach(all -> List.copyOf(all).forEach(Idle::close)));
            }
        });
    }

    private Deque<Idle> idle(EventLoop loop, Upstream upstream) {
        return loops.computeIfAbsent(loop, l -> new HashMap<>()).computeIfAbsent(upstream, u -> new ArrayDeque<>());
    }

    /** One that waits: whatever comes on it, be it the end, ends it. */
    private static final class Idle implements Wire.Events {
        private final Used used;
        private final SocketAddress server;
        private final Object location;
        private final Deque<Idle> all;
        private final Alarm alarm;

        Idle(Used used, SocketAddress server, Object location, Deque<Idle> all) {
            this.used = used;
            this.server = server;
            this.location = location;
            this.all = all;
            this.alarm = new Alarm(used.wire.loop(), this::close, this::failed);
        }

        Used taken() {
            alarm.clear();
            all.remove(this);
            return used;
        }

        void close() {
            taken().wire.close();
        }

        @Override
        public void readable() {
            byte[] one = new byte[1];
            if (used.wire.read(one, 0, 1) != Wire.AGAIN) {
                close();
            } else {
                used.wire.await(1);
            }
        }

        @Override
        public void writable() {}

        @Override
        public void failed(Throwable why) {
            Guarded.log(why);
            close();
        }
    }
}

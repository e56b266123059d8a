package io.postern.auth;

import io.netty.channel.EventLoop;
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
 * Connections to auth servers that wait for the next question (nginx's upstream {@code keepalive}, which its mail does not have). One
 * for each generation of the configuration: servers with the same auth server share them, generations do not. Each event loop has its
 * own.
 */
public final class KeptConnections {
    /** What nginx's keepalive_timeout in upstream{} is when nobody says otherwise. */
    private static final long IDLE_MILLIS = 60_000;
    /** A longer body costs more than a new connection. */
    private static final long LONGEST_BODY = 64 * 1024;

    private final Map<EventLoop, Map<SocketAddress, Deque<Kept>>> loops = new ConcurrentHashMap<>();
    private volatile boolean over;

    /** The connection that was used last, open as far as is known; null when there is none. On the loop. */
    @Nullable
    Wire take(EventLoop loop, SocketAddress server) {
        Deque<Kept> idle = idle(loop, server);
        for (Kept kept = idle.peekFirst(); kept != null; kept = idle.peekFirst()) {
            if (!kept.wire.ready()) {
                return kept.taken();
            }
            kept.close(); // something came that nobody asked for
        }
        return null;
    }

    /**
     * Keeps a connection whose reply's header has been read; closes it when the other side has other plans. On its loop.
     *
     * @param body the bytes of the reply's body that are still to come
     * @param most how many are kept; the one that was used least recently gives way
     */
    void keep(Wire wire, SocketAddress server, long body, long most) {
        if (over || body > LONGEST_BODY) {
            wire.close();
            return;
        }
        Deque<Kept> idle = idle(wire.loop(), server);
        Kept kept = new Kept(wire, idle, body);
        wire.tell(kept);
        kept.alarm.set(IDLE_MILLIS);
        kept.readable();
        while (idle.size() > most) {
            idle.removeLast().close();
        }
    }

    /** Closes all: the generation's last session has ended. Safe on any thread. */
    public void close() {
        over = true;
        loops.forEach((loop, servers) -> {
            if (!loop.isShuttingDown()) {
                loop.execute(
                        () -> servers.values().forEach(idle -> List.copyOf(idle).forEach(Kept::close)));
            }
        });
    }

    private Deque<Kept> idle(EventLoop loop, SocketAddress server) {
        return loops.computeIfAbsent(loop, l -> new HashMap<>()).computeIfAbsent(server, s -> new ArrayDeque<>());
    }

    /** One that waits; first for the rest of a reply's body, which nobody reads. */
    private static final class Kept implements Wire.Events {
        private static final int AT_ONCE = 4096;

        private final Wire wire;
        private final Deque<Kept> idle;
        private final Alarm alarm;
        private long body;
        private boolean listed;

        Kept(Wire wire, Deque<Kept> idle, long body) {
            this.wire = wire;
            this.idle = idle;
            this.body = body;
            alarm = new Alarm(wire.loop(), this::close, this::failed);
        }

        Wire taken() {
            unlist();
            alarm.clear();
            return wire;
        }

        private void unlist() {
            if (listed) {
                listed = false;
                idle.remove(this);
            }
        }

        /** The body's end makes it free; anything after that, be it the end, ends it. */
        @Override
        public void readable() {
            byte[] nobodyReads = new byte[(int) Math.min(AT_ONCE, body + 1)];
            int n;
            while ((n = wire.read(nobodyReads, 0, nobodyReads.length)) > 0) {
                body -= n;
                if (body < 0) {
                    break;
                }
            }
            if (n != Wire.AGAIN) {
                close();
                return;
            }
            if (body == 0 && !listed) {
                listed = true;
                idle.addFirst(this);
            }
            wire.await(AT_ONCE);
        }

        @Override
        public void writable() {}

        @Override
        public void failed(Throwable why) {
            Guarded.log(why);
            close();
        }

        void close() {
            alarm.clear();
            unlist();
            wire.close();
        }
    }
}

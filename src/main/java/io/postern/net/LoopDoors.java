package io.postern.net;

import io.netty.channel.EventLoop;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sockets that each event loop accepts connections from: when it runs out of descriptors, all of them rest together
 * (ngx_disable_accept_events). What is about one loop is called on it.
 */
final class LoopDoors {
    private final Map<EventLoop, Set<SocketListener>> doors = new ConcurrentHashMap<>();

    void add(EventLoop loop, SocketListener listener) {
        of(loop).add(listener);
    }

    void remove(EventLoop loop, SocketListener listener) {
        of(loop).remove(listener);
    }

    /** Those of this loop, as they are now. */
    List<SocketListener> all(EventLoop loop) {
        return List.copyOf(of(loop));
    }

    private Set<SocketListener> of(EventLoop loop) {
        return doors.computeIfAbsent(loop, l -> new LinkedHashSet<>());
    }
}

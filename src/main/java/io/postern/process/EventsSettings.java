package io.postern.process;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * What events{} says.
 *
 * @param connections connections of one event loop
 * @param use epoll or io_uring
 * @param acceptDelay how long accepting pauses without descriptors
 * @param debugged whose sessions are logged at debug
 */
record EventsSettings(int connections, String use, Duration acceptDelay, List<DebugConnection> debugged) {
    /** Without an events{}: nginx refuses that, before anything asks. */
    static final EventsSettings DEFAULT = new EventsSettings(512, "epoll", Duration.ofMillis(500), List.of());

    /** Whether sessions of this client are logged at debug. */
    boolean debugs(SocketAddress client) {
        return debugged.stream().anyMatch(d -> d.covers(client));
    }
}

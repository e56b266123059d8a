package io.postern.session;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sessions of one generation of the configuration, so that somebody can count them and end them. Safe on any thread.
 */
public final class Sessions {
    private final Set<Session> all = ConcurrentHashMap.newKeySet();
    private volatile Runnable whenEmpty = () -> {};

    void add(Session session) {
        all.add(session);
    }

    void remove(Session session) {
        all.remove(session);
        if (all.isEmpty()) {
            whenEmpty.run();
        }
    }

    /** How many there are now. */
    public int count() {
        return all.size();
    }

    /** Runs this whenever the last session has ended, on that session's event loop; at once when there is none. */
    public void whenEmpty(Runnable then) {
        whenEmpty = then;
        if (all.isEmpty()) {
            then.run();
        }
    }

    /** worker_shutdown_timeout is up: relays end with a line in the log (ngx_shutdown_timer_handler). */
    public void shutdownTimeout() {
        all.forEach(session -> session.loop().execute(session::shutdownTimeout));
    }

    /** Closes all connections without a word. */
    public void closeAll() {
        all.forEach(session -> session.loop().execute(session::close));
    }
}

package io.postern.session;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The clients of one generation of the configuration, so that somebody can count them and end them. Safe on any thread.
 */
public final class Sessions {
    private final Set<Guest> all = ConcurrentHashMap.newKeySet();
    private final Census census;
    private volatile Runnable whenEmpty = () -> {};
    private volatile boolean leaving;

    /** Counts apart from all others. */
    public Sessions() {
        this(new Census());
    }

    /** @param census counts the clients of all generations */
    public Sessions(Census census) {
        this.census = census;
    }

    /** A client has come. */
    public void add(Guest guest) {
        if (all.add(guest)) {
            census.opened();
        }
    }

    /** A client has come for whom there was no room. */
    public void refused() {
        census.refused();
    }

    /** A client has gone. */
    public void remove(Guest guest) {
        if (all.remove(guest)) {
            census.closed();
        }
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

    /** Whether clients are to leave as soon as they have been served (ngx_exiting). */
    public boolean isLeaving() {
        return leaving;
    }

    /** From now on clients leave as soon as they have been served; who only waits leaves now. */
    public void leave() {
        leaving = true;
        all.forEach(guest -> guest.loop().execute(guest::leave));
    }

    /** Clients may stay again. */
    public void stay() {
        leaving = false;
    }

    /** worker_shutdown_timeout is up: relays end with a line in the log (ngx_shutdown_timer_handler). */
    public void shutdownTimeout() {
        all.forEach(guest -> guest.loop().execute(guest::shutdownTimeout));
    }

    /** Closes all connections without a word. */
    public void closeAll() {
        all.forEach(guest -> guest.loop().execute(guest::close));
    }
}

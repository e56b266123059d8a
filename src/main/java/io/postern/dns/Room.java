package io.postern.dns;

import java.util.concurrent.ScheduledExecutorService;

/** Room for sockets, of which each event loop may have so many ({@code worker_connections}). */
public interface Room {
    /** As much as anybody likes. */
    Room ENDLESS = new Room() {
        @Override
        public int take(ScheduledExecutorService loop) {
            return 0;
        }

        @Override
        public void made() {}

        @Override
        public void give(ScheduledExecutorService loop) {}
    };

    /**
     * Takes room for one more; on the loop itself.
     *
     * @return 0, or how many a loop may have, where it has them already
     */
    int take(ScheduledExecutorService loop);

    /** There is a socket for the room: it has a number, as all connections. */
    void made();

    /** Gives it back; on any thread. */
    void give(ScheduledExecutorService loop);
}

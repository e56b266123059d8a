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
        public void give(ScheduledExecutorService loop) {}
    };

    /**
     * Takes room for one more; on the loop itself.
     *
     * @return 0, or how many a loop may have, where it has them already
     */
    int take(ScheduledExecutorService loop);

    /** Gives it back; on any thread. */
    void give(ScheduledExecutorService loop);
}

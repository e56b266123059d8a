package io.postern.session;

import io.netty.channel.EventLoop;

/** A client's connection as whoever counts and ends them sees it; all but {@link #loop} is called on its event loop. */
public interface Guest {
    EventLoop loop();

    /** No further clients are taken: who only waits for its client's next request ends (ngx_close_idle_connections). */
    default void leave() {}

    /** worker_shutdown_timeout is up (ngx_shutdown_timer_handler). */
    void shutdownTimeout();

    /** Ends without a word. */
    void close();
}

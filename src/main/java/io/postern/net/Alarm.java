package io.postern.net;

import io.netty.channel.EventLoop;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A timer that is set anew far more often than it rings. Setting it later costs nothing: the task in the loop's queue finds out when it
 * wakes and goes back to sleep. Confined to its event loop.
 */
public final class Alarm implements Runnable {
    private final EventLoop loop;
    private final Runnable ring;
    private @Nullable Future<?> task;
    private long taskAt;
    private long at;
    private boolean set;

    public Alarm(EventLoop loop, Runnable ring) {
        this.loop = loop;
        this.ring = ring;
    }

    /** Rings in so many milliseconds unless it is set again or cleared before. */
    public void set(long millis) {
        at = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        set = true;
        if (task != null && taskAt - at > 0) {
            task.cancel(false);
            task = null;
        }
        if (task == null) {
            schedule();
        }
    }

    public void clear() {
        set = false;
        if (task != null) {
            task.cancel(false);
            task = null;
        }
    }

    public boolean isSet() {
        return set;
    }

    private void schedule() {
        taskAt = at;
        task = loop.schedule(this, Math.max(0, at - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    @Override
    public void run() {
        task = null;
        if (!set) {
            return;
        }
        if (at - System.nanoTime() > 0) {
            schedule();
            return;
        }
        set = false;
        ring.run();
    }
}

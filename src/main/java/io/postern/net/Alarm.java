package io.postern.net;

import io.netty.channel.EventLoop;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A timer that is set anew far more often than it rings: setting and clearing it moves it in a list of the loop's and makes nothing.
 * Confined to its event loop.
 */
public final class Alarm {
    private final AlarmClock clock;
    private final Guarded.Step step;
    /** Where it waits; null while it is not set. */
    private @Nullable AlarmQueue queue;
    /** When it rings, by {@link System#nanoTime}. */
    long at;

    @Nullable
    Alarm before;

    @Nullable
    Alarm after;

    /** @param step what is done when it rings */
    public Alarm(EventLoop loop, Guarded.Step step) {
        clock = AlarmClock.of(loop);
        this.step = step;
    }

    /** @param failed hears of an error of ours in {@code ring} */
    public Alarm(EventLoop loop, Runnable ring, Consumer<Throwable> failed) {
        this(loop, new Guarded.Step() {
            @Override
            public void run() {
                ring.run();
            }

            @Override
            public void failed(Throwable why) {
                failed.accept(why);
            }
        });
    }

    /** Rings in so many milliseconds unless it is set again or cleared before. */
    public void set(long millis) {
        clear();
        AlarmQueue chosen = clock.queue(millis);
        queue = chosen;
        chosen.add(this);
    }

    public void clear() {
        AlarmQueue from = queue;
        if (from != null) {
            queue = null;
            from.remove(this);
        }
    }

    public boolean isSet() {
        return queue != null;
    }

    /** Its time has come. */
    void ring() {
        clear();
        Guarded.run(step);
    }
}

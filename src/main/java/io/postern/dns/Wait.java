package io.postern.dns;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One asker: gets the answer or gives up, whichever is first. Confined to its executor. */
final class Wait<V> {
    private final Lookup<V> lookup;
    private final Consumer<Answer<V>> then;
    private final @Nullable Future<?> alarm;
    private boolean over;

    /** @param millis until it gives up; below zero it never does */
    Wait(Lookup<V> lookup, long millis, ScheduledExecutorService on, Consumer<Answer<V>> then) {
        this.lookup = lookup;
        this.then = then;
        alarm = millis < 0 || lookup.answered() ? null : on.schedule(this::timedOut, millis, TimeUnit.MILLISECONDS);
        lookup.await(on, this::answered);
    }

    private void answered(Answer<V> answer) {
        if (!over) {
            cancel();
            then.accept(answer);
        }
    }

    private void timedOut() {
        if (!over) {
            cancel();
            then.accept(Answer.failed(Answer.TIMED_OUT));
        }
    }

    void cancel() {
        if (!over) {
            over = true;
            lookup.leave();
            if (alarm != null) {
                alarm.cancel(false);
            }
        }
    }
}

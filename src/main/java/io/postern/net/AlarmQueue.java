package io.postern.net;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Timers of one length, in the order in which they were set, which is the order in which they ring. Confined to its event loop. */
final class AlarmQueue implements Runnable {
    private final AlarmClock clock;
    private final long millis;
    private @Nullable Alarm first;
    private @Nullable Alarm last;
    /** Whether the loop will run us. */
    private boolean due;

    AlarmQueue(AlarmClock clock, long millis) {
        this.clock = clock;
        this.millis = millis;
    }

    /** Takes it, to ring when its time is over. */
    void add(Alarm alarm) {
        alarm.at = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        Alarm before = last;
        alarm.before = before;
        if (before == null) {
            first = alarm;
        } else {
            before.after = alarm;
        }
        last = alarm;
        if (!due) {
            schedule(alarm);
        }
    }

    void remove(Alarm alarm) {
        Alarm before = alarm.before;
        Alarm after = alarm.after;
        if (before == null) {
            first = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.before = before;
        }
        alarm.before = null;
        alarm.after = null;
    }

    private void schedule(Alarm next) {
        due = true;
        clock.loop().schedule(this, Math.max(0, next.at - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private void goOn() {
        Alarm next = first;
        if (next == null) {
            clock.forget(millis);
        } else {
            schedule(next);
        }
    }

    /** The time has come of the timer that was first when the loop was asked; it may have been cleared since. */
    @Override
    public void run() {
        due = false;
        long now = System.nanoTime();
        try {
            Alarm next = first;
            while (next != null && next.at - now <= 0) {
                next.ring();
                next = first;
            }
        } finally {
            if (!due) {
                goOn();
            }
        }
    }
}

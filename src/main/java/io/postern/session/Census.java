package io.postern.session;

import java.util.concurrent.atomic.LongAdder;

/** How many clients there are and have been since the process began, whatever configuration they came under. Safe on any thread. */
public final class Census {
    private final LongAdder active = new LongAdder();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder handled = new LongAdder();

    void opened() {
        accepted.increment();
        handled.increment();
        active.increment();
    }

    void refused() {
        accepted.increment();
    }

    void closed() {
        active.decrement();
    }

    /** Connected now. */
    public long active() {
        return active.sum();
    }

    /** All so far. */
    public long accepted() {
        return accepted.sum();
    }

    /** All for whom there was room. */
    public long handled() {
        return handled.sum();
    }
}

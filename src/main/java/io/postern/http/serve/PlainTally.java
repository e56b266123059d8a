package io.postern.http.serve;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Counts in memory. Safe on any thread. */
public final class PlainTally implements Service.Tally {
    private final LongSupplier others;
    private final LongAdder active = new LongAdder();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder requests = new LongAdder();
    private final LongAdder reading = new LongAdder();
    private final LongAdder writing = new LongAdder();
    private final LongAdder waiting = new LongAdder();

    /**
     * Counts from zero.
     *
     * @param others connections that are served elsewhere but count as active and writing
     */
    public PlainTally(LongSupplier others) {
        this.others = others;
    }

    @Override
    public void opened() {
        accepted.increment();
        active.increment();
    }

    @Override
    public void closed() {
        active.decrement();
    }

    @Override
    public void request() {
        requests.increment();
    }

    @Override
    public void shift(int nowReading, int nowWriting, int nowWaiting) {
        reading.add(nowReading);
        writing.add(nowWriting);
        waiting.add(nowWaiting);
    }

    @Override
    public long active() {
        return active.sum() + others.getAsLong();
    }

    @Override
    public long accepted() {
        return accepted.sum();
    }

    @Override
    public long handled() {
        return accepted.sum();
    }

    @Override
    public long requests() {
        return requests.sum();
    }

    @Override
    public long reading() {
        return reading.sum();
    }

    @Override
    public long writing() {
        return writing.sum() + others.getAsLong();
    }

    @Override
    public long waiting() {
        return waiting.sum();
    }
}

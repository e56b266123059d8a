package io.postern.http.serve;

import io.postern.session.Census;
import java.util.concurrent.atomic.LongAdder;

/** Counts in memory. Safe on any thread. */
public final class PlainTally implements Service.Tally {
    private final Census census;
    private final LongAdder requests = new LongAdder();
    private final LongAdder reading = new LongAdder();
    private final LongAdder writing = new LongAdder();
    private final LongAdder waiting = new LongAdder();

    /**
     * Counts from zero.
     *
     * @param census counts the clients, of mail and of http{}
     */
    public PlainTally(Census census) {
        this.census = census;
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
        return census.active();
    }

    @Override
    public long accepted() {
        return census.accepted();
    }

    @Override
    public long handled() {
        return census.handled();
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
        return writing.sum();
    }

    @Override
    public long waiting() {
        return waiting.sum();
    }
}

package io.postern.bench.measure;

import java.util.Arrays;

/** Latencies in nanoseconds, and where most of them lie. Written by one thread. */
public final class Latencies {
    private final long[] nanos;
    private int count;

    public Latencies(int most) {
        nanos = new long[most];
    }

    public void add(long latency) {
        if (count < nanos.length) {
            nanos[count++] = latency;
        }
    }

    public int count() {
        return count;
    }

    /** Microseconds that this share of all stays below. */
    public double micros(double share) {
        if (count == 0) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(count - 1L, (long) (count * share))] / 1e3;
    }

    /** Adds p50, p99 and p99.9. */
    public void tell(Sample sample) {
        sample.less("p50 µs", micros(0.5));
        sample.less("p99 µs", micros(0.99));
        sample.less("p99.9 µs", micros(0.999));
    }
}

package io.postern.bench.measure;

/** What is counted as one piece of work, and the unit in which its CPU time reads well. */
public enum Unit {
    LOGIN("login", "µs", 1e3),
    PING("ping", "µs", 1e3),
    GIGABYTE("GB", "s", 1e9);

    private final String word;
    private final String time;
    private final double nanos;

    Unit(String word, String time, double nanos) {
        this.word = word;
        this.time = time;
        this.nanos = nanos;
    }

    /** As in {@code per GB}. */
    public String word() {
        return word;
    }

    /** The time unit's name. */
    public String time() {
        return time;
    }

    double timeOf(double nanoseconds) {
        return nanoseconds / nanos;
    }
}

package io.postern.bench.measure;

/** Looks at a proxy while it works. A scenario opens it when its sessions stand, and closes it when the work is done. */
public interface Window {
    void open() throws Exception;

    void close() throws Exception;

    /** Adds what was seen, for so many units of work. */
    void tell(Sample sample, double amount, Unit unit);
}

package io.postern.bench.contender;

import io.postern.bench.driver.Ports;
import io.postern.bench.measure.ProcessMeter;

/** A proxy that listens. */
public interface Running extends AutoCloseable {
    /** Where it listens. */
    Ports ports();

    /** Its first process; 0 when there is none. */
    long pid();

    /** Proportional memory of all its processes, in KiB. */
    default long pssKib() {
        return ProcessMeter.pssKib(pid());
    }

    @Override
    void close();
}

package io.postern.bench.scenario;

import io.postern.bench.contender.Certificate;
import io.postern.bench.contender.Contender;
import io.postern.bench.contender.Running;
import io.postern.bench.contender.Setup;
import io.postern.bench.driver.Load;
import io.postern.bench.measure.Sample;
import io.postern.bench.measure.Window;
import org.jspecify.annotations.Nullable;

/** Work that goes through a running proxy. */
public non-sealed interface Traffic extends Scenario {
    /** How the proxy must be configured. */
    Setup setup();

    /** Whether each round is to meet a process that has just started; else one unmeasured run comes before the rounds. */
    default boolean fresh() {
        return false;
    }

    /** Whether something is to be learned of what no proxy stands in the way of. */
    default boolean direct() {
        return false;
    }

    /** Adds what a proxy's sample says when it is held beside that of the same round without a proxy. */
    default void beside(Sample own, Sample direct) {}

    /** A smaller copy of this work, for counting system calls and allocations; null when that says nothing. */
    default @Nullable Traffic inspected() {
        return null;
    }

    @Override
    default @Nullable String unfit(Contender contender) {
        return contender.unfit(setup());
    }

    /** Does it, with the window open while the work is done. */
    Sample run(Load load, Running proxy, Window window) throws Exception;

    /** A name with what of the setup is not the usual. */
    static String named(String name, Setup setup) {
        return name
                + (setup.certificate() == Certificate.RSA ? "" : ", " + setup.certificate())
                + (setup.buffer() == 4 ? "" : ", " + setup.buffer() + "k")
                + (setup.workers() == 1 ? "" : ", " + setup.workers() + " loops")
                + (setup.events().isEmpty() ? "" : ", use " + setup.events() + " (opt-in)")
                + (setup.extension().isEmpty() ? "" : ", " + setup.extension() + " (opt-in)");
    }
}

package io.postern.cli;

import io.postern.directive.Launch;
import io.postern.process.Startup;
import org.jspecify.annotations.Nullable;

/** The way from the command line to the running process, kept apart so that a test of the configuration does not load it. */
final class Starter {
    private Starter() {}

    /** Serves until told to stop, or signals a running process; the exit status. */
    static int run(Launch launch, @Nullable String signal) {
        Startup startup = new Startup(launch);
        return signal == null ? startup.serve() : startup.signal(signal);
    }
}

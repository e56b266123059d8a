package io.postern.cli;

import io.postern.directive.Launch;
import org.jspecify.annotations.Nullable;

/** The way from the command line to the running process, kept apart so that a test of the configuration does not load it. */
final class Starter {
    private Starter() {}

    /** Starts, or signals a running process; the exit status, or -1 while the process goes on. */
    static int run(Launch launch, @Nullable String signal) {
        Main.err("nginx: [emerg] " + launch.confFile() + ": only -t is built" + (signal == null ? "" : " " + signal)
                + "\n");
        return 1;
    }
}

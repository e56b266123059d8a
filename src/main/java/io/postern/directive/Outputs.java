package io.postern.directive;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** The files that a configuration writes to, in the order they are named (nginx's cycle->open_files): its logs. */
public final class Outputs {
    private final Set<String> files = new LinkedHashSet<>();
    private boolean stderr;

    /** Those of one reading. */
    public static Outputs of(Cycle cycle) {
        return cycle.memo(Outputs.class, Outputs::new);
    }

    /** Notes a file by its full name. */
    public void add(String file) {
        files.add(file);
    }

    /** Notes that some log is standard error itself (nginx's log_use_stderr). */
    public void addStderr() {
        stderr = true;
    }

    /** Whether some log is standard error itself, which then stays what it is. */
    public boolean stderr() {
        return stderr;
    }

    /** Full names, each once. */
    public Set<String> files() {
        return Collections.unmodifiableSet(files);
    }
}

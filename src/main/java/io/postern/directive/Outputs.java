package io.postern.directive;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** The files that a configuration writes to, in the order they are named (nginx's cycle->open_files): its logs. */
public final class Outputs {
    private final Set<String> files = new LinkedHashSet<>();

    /** Those of one reading. */
    public static Outputs of(Cycle cycle) {
        return cycle.memo(Outputs.class, Outputs::new);
    }

    /** Notes a file by its full name. */
    public void add(String file) {
        files.add(file);
    }

    /** Full names, each once. */
    public Set<String> files() {
        return Collections.unmodifiableSet(files);
    }
}

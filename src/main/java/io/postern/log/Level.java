package io.postern.log;

import java.util.Locale;

/** nginx's severities, most severe first; the lower-case name stands in the line's brackets. */
public enum Level {
    EMERG,
    ALERT,
    CRIT,
    ERROR,
    WARN,
    NOTICE,
    INFO,
    DEBUG;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name as error_log and the lines write it. */
    public String label() {
        return label;
    }

    /** Whether a log set to this level takes a line of the given one. */
    public boolean includes(Level line) {
        return line.compareTo(this) <= 0;
    }
}

package io.postern.log;

/** nginx's severities, most severe first; the lower-case name stands in the line's brackets. */
public enum Level {
    EMERG,
    ALERT,
    CRIT,
    ERROR,
    WARN,
    NOTICE,
    INFO,
    DEBUG
}

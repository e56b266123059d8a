package io.postern.directive;

import java.util.Locale;

/** How bad a finding is, in nginx's words; {@code WARN} and below do not fail a test. */
public enum Severity {
    EMERG,
    ALERT,
    CRIT,
    ERROR,
    WARN,
    NOTICE,
    INFO;

    /** The word in nginx's brackets. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the configuration cannot be used. */
    public boolean fatal() {
        return compareTo(WARN) < 0;
    }
}

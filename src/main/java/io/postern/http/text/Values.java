package io.postern.http.text;

import org.jspecify.annotations.Nullable;

/** What a template is read against: one request. */
public interface Values {
    /** The variable's value; null when there is none (the log's "-"). */
    @Nullable
    String value(Symbol symbol);

    /** What the last pattern caught; null when there was none or it has no such group. */
    @Nullable
    String capture(int group);
}

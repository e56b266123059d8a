package io.postern.http.text;

import java.util.regex.MatchResult;
import org.jspecify.annotations.Nullable;

/** What a pattern caught: groups by number. A group that took no part is empty, one that does not exist is null. */
public final class Captures {
    private final String[] groups;

    Captures(MatchResult match) {
        groups = new String[match.groupCount() + 1];
        for (int i = 0; i < groups.length; i++) {
            String g = match.group(i);
            groups[i] = g == null ? "" : g;
        }
    }

    public @Nullable String get(int group) {
        return group < groups.length ? groups[group] : null;
    }
}

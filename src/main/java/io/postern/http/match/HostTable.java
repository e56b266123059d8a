package io.postern.http.match;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values by host name: exact, then the longest {@code *.example.org} (or {@code .example.org}, which is also the name itself), then
 * the longest {@code mail.*} (nginx's combined hash).
 */
public final class HostTable<T> {
    /** What came of adding a name. */
    public enum Added {
        YES,
        CONFLICT,
        INVALID
    }

    private final Map<String, T> exact = new HashMap<>();
    private final Map<String, T> heads = new HashMap<>();
    private final Map<String, T> tails = new HashMap<>();

    /** Adds a name that may have a wildcard. */
    public Added add(String name, T value) {
        String n = name.toLowerCase(Locale.ROOT);
        int stars = n.length() - n.replace("*", "").length();
        if (stars > 1 || n.contains("..") || n.indexOf('\0') >= 0) {
            return Added.INVALID;
        }
        if (n.startsWith(".") && stars == 0 && n.length() > 1) {
            return added(heads.putIfAbsent(n.substring(1), value) == null
                    && exact.putIfAbsent(n.substring(1), value) == null);
        }
        if (n.startsWith("*.") && n.length() > 2) {
            return added(heads.putIfAbsent(n.substring(2), value) == null);
        }
        if (n.endsWith(".*") && n.length() > 2) {
            return added(tails.putIfAbsent(n.substring(0, n.length() - 2), value) == null);
        }
        return stars > 0 ? Added.INVALID : addExact(n, value);
    }

    /** Adds a name in which a star is a star. */
    public Added addExact(String name, T value) {
        return added(exact.putIfAbsent(name.toLowerCase(Locale.ROOT), value) == null);
    }

    private static Added added(boolean fresh) {
        return fresh ? Added.YES : Added.CONFLICT;
    }

    public @Nullable T find(String name) {
        String n = name.toLowerCase(Locale.ROOT);
        T found = exact.get(n);
        for (int dot = n.indexOf('.'); found == null && dot >= 0; dot = n.indexOf('.', dot + 1)) {
            found = dot == 0 ? null : heads.get(n.substring(dot + 1));
        }
        for (int dot = n.lastIndexOf('.'); found == null && dot > 0; dot = n.lastIndexOf('.', dot - 1)) {
            found = tails.get(n.substring(0, dot));
        }
        return found;
    }
}

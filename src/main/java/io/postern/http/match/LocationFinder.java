package io.postern.http.match;

import io.postern.http.model.Location;
import io.postern.http.model.Location.Kind;
import io.postern.http.text.Captures;
import io.postern.http.text.Regex;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the location for a URI: exact, longest prefix, then the first pattern, nested ones inside (ngx_http_core_find_location). */
public final class LocationFinder {
    /**
     * What was found.
     *
     * @param location null when none matches: the server's own level holds
     * @param matches of the patterns on the way, the outer ones first
     * @param redirect the URI lacks only the location's closing slash: 301 to the location's name
     */
    public record Found(@Nullable Location location, List<Match> matches, boolean redirect) {}

    /** A location's pattern and what it caught. */
    public record Match(Regex regex, Captures captures) {}

    private static final Found NONE = new Found(null, List.of(), false);

    private LocationFinder() {}

    public static Found find(List<Location> locations, String uri) throws Regex.Failed {
        Location best = null;
        for (Location l : locations) {
            if (l.kind() == Kind.EXACT && uri.equals(l.name())) {
                return new Found(l, List.of(), false);
            }
            boolean prefix = l.kind() == Kind.PREFIX || l.kind() == Kind.PREFIX_NO_REGEX;
            if (prefix
                    && uri.startsWith(l.name())
                    && (best == null || l.name().length() > best.name().length())) {
                best = l;
            }
        }
        if (best == null || !best.name().equals(uri)) {
            for (Location l : locations) {
                if (l.autoRedirect()
                        && l.name().length() == uri.length() + 1
                        && l.name().startsWith(uri)) {
                    return new Found(l, List.of(), true);
                }
            }
        }
        Found inside = NONE;
        boolean patterns = true;
        if (best != null) {
            inside = find(best.nested(), uri);
            if (inside.redirect() || !inside.matches().isEmpty() || isExact(inside)) {
                return inside;
            }
            patterns = best.kind() != Kind.PREFIX_NO_REGEX;
        }
        return patterns ? patterns(locations, uri, best, inside) : inside.location() == null ? plain(best) : inside;
    }

    private static Found patterns(List<Location> locations, String uri, @Nullable Location best, Found inside)
            throws Regex.Failed {
        for (Location l : locations) {
            if (l.kind() != Kind.REGEX || l.regex() == null) {
                continue;
            }
            Captures c = l.regex().find(uri);
            if (c != null) {
                Found nested = find(l.nested(), uri);
                List<Match> matches = new ArrayList<>();
                matches.add(new Match(l.regex(), c));
                matches.addAll(nested.matches());
                return new Found(nested.location() == null ? l : nested.location(), matches, nested.redirect());
            }
        }
        return inside.location() == null ? plain(best) : inside;
    }

    private static boolean isExact(Found found) {
        return found.location() != null && found.location().kind() == Kind.EXACT;
    }

    private static Found plain(@Nullable Location best) {
        return best == null ? NONE : new Found(best, List.of(), false);
    }

    /** A named location of a server, or null. */
    public static @Nullable Location named(List<Location> locations, String name) {
        for (Location l : locations) {
            if (l.kind() == Kind.NAMED && l.name().equals(name)) {
                return l;
            }
        }
        return null;
    }
}

package io.postern.http.match;

import io.postern.http.text.Captures;
import io.postern.http.text.Regex;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which of the servers on one address answers to a name: exact, wildcards, then patterns in the order written. */
public final class ServerNames<T> {
    /** A server and what its pattern caught. */
    public record Found<T>(
            T server, @Nullable Captures captures, @Nullable Regex regex) {}

    private record Pattern<T>(Regex regex, T server) {}

    private final HostTable<T> names = new HostTable<>();
    private final List<Pattern<T>> patterns = new ArrayList<>();

    public HostTable.Added add(String name, T server) {
        return names.add(name, server);
    }

    public void add(Regex regex, T server) {
        patterns.add(new Pattern<>(regex, server));
    }

    /** Null when the default server is meant. */
    public @Nullable Found<T> find(String host) throws Regex.Failed {
        T exact = names.find(host);
        if (exact != null) {
            return new Found<>(exact, null, null);
        }
        if (host.isEmpty()) {
            return null;
        }
        for (Pattern<T> p : patterns) {
            Captures c = p.regex.find(host);
            if (c != null) {
                return new Found<>(p.server, c, p.regex);
            }
        }
        return null;
    }
}

package io.postern.http.table;

import io.postern.http.exchange.Exchange;
import io.postern.http.exchange.Reader;
import io.postern.http.match.HostTable;
import io.postern.http.text.Captures;
import io.postern.http.text.Regex;
import io.postern.http.text.Template;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code map source $variable { … }}: texts and host names, then patterns in order, then the default. */
public final class MapTable implements Reader {
    /** One line with a pattern. */
    public record Pattern(Regex regex, Template value) {}

    private final Template source;
    private final HostTable<Template> names;
    private final List<Pattern> patterns;
    private final @Nullable Template fallback;
    private final boolean hostnames;
    private final boolean once;

    public MapTable(
            Template source,
            HostTable<Template> names,
            List<Pattern> patterns,
            @Nullable Template fallback,
            boolean hostnames,
            boolean once) {
        this.source = source;
        this.names = names;
        this.patterns = List.copyOf(patterns);
        this.fallback = fallback;
        this.hostnames = hostnames;
        this.once = once;
    }

    @Override
    public boolean once() {
        return once;
    }

    @Override
    public String read(Exchange x) {
        String key = source.eval(x);
        if (hostnames && key.endsWith(".")) {
            key = key.substring(0, key.length() - 1);
        }
        Template found = find(key, x);
        return found == null ? "" : found.eval(x);
    }

    private @Nullable Template find(String key, Exchange x) {
        Template exact = names.find(key);
        if (exact != null || key.isEmpty()) {
            return exact == null ? fallback : exact;
        }
        for (Pattern p : patterns) {
            try {
                Captures c = p.regex().find(key);
                if (c != null) {
                    x.captured(c, p.regex());
                    return p.value();
                }
            } catch (Regex.Failed e) {
                x.alert(String.valueOf(e.getMessage()));
                return fallback;
            }
        }
        return fallback;
    }
}

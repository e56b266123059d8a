package io.postern.http.files;

import io.postern.http.exchange.Exchange;
import io.postern.http.model.Documents;
import io.postern.log.Level;
import org.jspecify.annotations.Nullable;

/** Looks for the first of several files (ngx_http_try_files_module). */
public final class TryFiles {
    /**
     * What came of it.
     *
     * @param code to answer with, or 0
     * @param uri to go to, or null; with {@code code} 0 as well the request goes on with the file that was found
     */
    public record Outcome(int code, @Nullable String uri) {}

    private static final Outcome GO_ON = new Outcome(0, null);

    private TryFiles() {}

    /** Goes through the names of the request's location. */
    public static Outcome run(Exchange x) {
        Documents d = x.location().documents();
        Documents.TryFiles tries = d.tries();
        if (tries == null) {
            return GO_ON;
        }
        if (DocumentPath.of(x) == null) {
            return new Outcome(500, null);
        }
        String folder = d.folder(x);
        for (Documents.Try t : tries.names()) {
            String name = t.name().eval(x);
            boolean whole = d.aliased() == Documents.WHOLE;
            boolean prefixed = t.name().constant() == null && d.aliased() > 0 && startsAsLocation(x, d, name);
            String rest = prefixed ? name.substring(d.aliased()) : name;
            String path = folder + rest;
            Disk.Found found = Disk.look(path);
            if (!found.exists() && !found.isAbsent()) {
                x.log().write(Level.CRIT, found.errno(), "stat() \"" + path + "\" failed");
            }
            if (!found.exists() || found.directory() != t.directory()) {
                continue;
            }
            if (whole) {
                if (!t.directory()) {
                    x.uri(rest);
                    x.addUriToAlias = true;
                }
            } else {
                x.uri(x.uri().substring(0, Math.min(d.aliased(), x.uri().length())) + rest);
            }
            return GO_ON;
        }
        return tries.code() != 0 ? new Outcome(tries.code(), null) : new Outcome(0, last(x, d, tries));
    }

    private static String last(Exchange x, Documents d, Documents.TryFiles tries) {
        String name = tries.last().eval(x);
        boolean prefixed = tries.last().constant() == null && d.aliased() > 0 && startsAsLocation(x, d, name);
        return prefixed ? name.substring(d.aliased()) : name;
    }

    private static boolean startsAsLocation(Exchange x, Documents d, String name) {
        int n = Math.min(d.aliased(), x.uri().length());
        return name.startsWith(x.uri().substring(0, n)) && name.length() >= d.aliased();
    }
}

package io.postern.http.compile;

import io.postern.directive.Complaint;
import io.postern.directive.Directive;
import io.postern.http.model.Content;
import io.postern.lang.Origin;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What is to be said about locations that we cannot answer as nginx would: at a start, and before a test's verdict. */
final class Notes {
    private final Reading reading;
    private final boolean telling;
    private final IdentityHashMap<Content, Directive> changed = new IdentityHashMap<>();
    private final Map<Directive, Content> first = new LinkedHashMap<>();
    private boolean spoiled;

    /** @param telling false where a server is only looked at */
    Notes(Reading reading, boolean telling) {
        this.reading = reading;
        this.telling = telling;
    }

    /** Whether something came up that nginx would answer otherwise. */
    boolean spoiled() {
        return spoiled;
    }

    /** A directive that we do not have would change what is answered here: {@link #judge} says what follows. */
    void changing(Directive d, Content content) {
        spoiled = true;
        changed.put(content, d);
        first.putIfAbsent(d, content);
    }

    /**
     * Refuses the configuration where auth_http would get another answer than from nginx, warns of all else.
     *
     * @param needed the content that auth_http asks for, by identity
     * @throws Complaint in our words
     */
    void judge(Set<Content> needed) {
        if (!telling) {
            return;
        }
        for (Content content : needed) {
            Directive d = changed.get(content);
            if (d != null) {
                throw Complaint.at(
                        d.origin(), lacking(d) + "; serve this endpoint with nginx and set \"http_serve off\"");
            }
        }
        first.keySet().forEach(d -> tell(d.origin(), lacking(d) + ": requests are answered 501"));
    }

    private static String lacking(Directive d) {
        return "\"" + d.name() + "\" is not available in http servers that Postern answers itself";
    }

    void unserved(Directive d) {
        spoiled = true;
        tell(d.origin(), "\"" + d.name() + "\" is not served by Postern, requests are answered 501");
    }

    /** Files alone are no reason to serve a server; they are served where it is ours for another one. */
    void files() {
        spoiled = true;
    }

    private void tell(Origin origin, String text) {
        if (telling) {
            reading.caution(origin, text);
        }
    }
}

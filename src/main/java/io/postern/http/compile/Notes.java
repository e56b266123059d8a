package io.postern.http.compile;

import io.postern.directive.Complaint;
import io.postern.directive.Directive;

/** What is to be said about locations that we cannot answer as nginx would. */
final class Notes {
    private final Reading reading;
    private final boolean quiet;

    /** @param quiet while a server is only looked at */
    Notes(Reading reading, boolean quiet) {
        this.reading = reading;
        this.quiet = quiet;
    }

    private boolean spoiled;

    /** Whether something came up that nginx would answer otherwise. */
    boolean spoiled() {
        return spoiled;
    }

    void changing(Directive d, Layer layer) {
        spoiled = true;
        if (!quiet) {
            throw Complaint.at(
                    d.origin(),
                    "\"" + d.name() + "\" is not available in http servers that Postern answers itself; "
                            + "serve this endpoint with nginx and set \"http_serve off\"");
        }
    }

    void unserved(Directive d) {
        spoiled = true;
        if (!quiet) {
            reading.warn(d.origin(), "\"" + d.name() + "\" is not served by Postern, requests are answered 501");
        }
    }

    void files(Layer at, String name) {
        spoiled = true;
        if (!quiet) {
            reading.warn(
                    at.block().origin(),
                    "location \"" + name + "\" serves files, which Postern does not: requests are answered 501");
        }
    }
}

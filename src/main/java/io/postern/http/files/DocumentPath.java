package io.postern.http.files;

import io.postern.http.exchange.Exchange;
import io.postern.http.model.Documents;
import io.postern.log.Level;
import org.jspecify.annotations.Nullable;

/** The file behind a URI (ngx_http_map_uri_to_path). */
public final class DocumentPath {
    private DocumentPath() {}

    /** Null, which is logged, where an alias stands for a location that the URI has left. */
    public static @Nullable String of(Exchange x) {
        Documents d = x.location().documents();
        if (d.aliased() != 0 && !x.validLocation) {
            x.log()
                    .write(
                            Level.ALERT,
                            "\"alias\" cannot be used in location \"" + d.location() + "\" where URI was rewritten");
            return null;
        }
        return x.file();
    }
}

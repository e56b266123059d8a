package io.postern.http.serve;

import io.postern.http.parse.Request;

/** What conditional headers make of a reply that has neither a date nor a tag (ngx_http_not_modified_filter_module). */
final class Precondition {
    private static final String ANY = "*";

    private Precondition() {}

    /** 0 when the reply stands, else 304 or 412. */
    static int check(Request request) {
        if (request.first("If-Unmodified-Since") != null) {
            return 412;
        }
        String match = request.first("If-Match");
        if (match != null && !match.equals(ANY)) {
            return 412;
        }
        boolean same = request.first("If-Modified-Since") == null && ANY.equals(request.first("If-None-Match"));
        return same ? 304 : 0;
    }
}

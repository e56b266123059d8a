package io.postern.http.exchange;

import io.postern.http.parse.Header;
import io.postern.http.parse.Request;
import org.jspecify.annotations.Nullable;

/** Values among a client's cookies and arguments. */
final class Cookies {
    private Cookies() {}

    /** The first cookie of that name, in any case (ngx_http_parse_cookie_lines). */
    static @Nullable String cookie(Request request, String name) {
        for (Header h : request.headers) {
            if (!h.is("Cookie")) {
                continue;
            }
            for (String pair : h.value().split("[;,]", -1)) {
                String trimmed = pair.stripLeading();
                if (trimmed.length() > name.length() && trimmed.regionMatches(true, 0, name, 0, name.length())) {
                    String rest = trimmed.substring(name.length()).stripLeading();
                    if (rest.startsWith("=")) {
                        return rest.substring(1).stripLeading();
                    }
                }
            }
        }
        return null;
    }

    /** The first argument of that name, in any case, as sent (ngx_http_arg). */
    static @Nullable String argument(String args, String name) {
        for (String pair : args.split("&", -1)) {
            if (pair.length() > name.length()
                    && pair.charAt(name.length()) == '='
                    && pair.regionMatches(true, 0, name, 0, name.length())) {
                return pair.substring(name.length() + 1);
            }
        }
        return null;
    }
}

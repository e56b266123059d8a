package io.postern.http.serve;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** nginx's words for a status, in the reply's first line and on its pages; they differ for some codes. */
final class StatusLines {
    private static final Map<Integer, String> LINES = Map.ofEntries(
            Map.entry(200, "OK"),
            Map.entry(201, "Created"),
            Map.entry(202, "Accepted"),
            Map.entry(204, "No Content"),
            Map.entry(206, "Partial Content"),
            Map.entry(301, "Moved Permanently"),
            Map.entry(302, "Moved Temporarily"),
            Map.entry(303, "See Other"),
            Map.entry(304, "Not Modified"),
            Map.entry(307, "Temporary Redirect"),
            Map.entry(308, "Permanent Redirect"),
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(402, "Payment Required"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Not Allowed"),
            Map.entry(406, "Not Acceptable"),
            Map.entry(407, "Proxy Authentication Required"),
            Map.entry(408, "Request Time-out"),
            Map.entry(409, "Conflict"),
            Map.entry(410, "Gone"),
            Map.entry(411, "Length Required"),
            Map.entry(412, "Precondition Failed"),
            Map.entry(413, "Request Entity Too Large"),
            Map.entry(414, "Request-URI Too Large"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(416, "Requested Range Not Satisfiable"),
            Map.entry(421, "Misdirected Request"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(502, "Bad Gateway"),
            Map.entry(503, "Service Temporarily Unavailable"),
            Map.entry(504, "Gateway Time-out"),
            Map.entry(505, "HTTP Version Not Supported"),
            Map.entry(507, "Insufficient Storage"));

    /** What the page says where it is not what the line says; 49x are nginx's own. */
    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(302, "302 Found"),
            Map.entry(401, "401 Authorization Required"),
            Map.entry(494, "400 Request Header Or Cookie Too Large"),
            Map.entry(495, "400 The SSL certificate error"),
            Map.entry(496, "400 No required SSL certificate was sent"),
            Map.entry(497, "400 The plain HTTP request was sent to HTTPS port"),
            Map.entry(498, "404 Not Found"));

    private StatusLines() {}

    /** {@code 204 No Content}; only the number and a blank where nginx has no words. */
    static String line(int status) {
        String words = LINES.get(status);
        return String.format("%03d ", status) + (words == null ? "" : words);
    }

    /** Null where the page is empty. */
    static @Nullable String title(int status) {
        String own = TITLES.get(status);
        if (own != null) {
            return own;
        }
        String words = status >= 301 && status != 304 ? LINES.get(status) : null;
        return words == null ? null : status + " " + words;
    }
}

package io.postern.http.parse;

import org.jspecify.annotations.Nullable;

/**
 * A request target taken apart and normalised: escapes decoded, dots and doubled slashes resolved, arguments split off
 * (ngx_http_process_request_uri, ngx_http_parse_complex_uri).
 *
 * @param unparsed the target as sent
 * @param uri what locations are matched against
 * @param quoted the path had a percent sign: it is escaped again when it is passed on
 * @param escaped something was escaped or a plus sign came: captures are escaped again in rewritten URIs
 * @param pathGiven false when an absolute URI came without a path, so that the target as sent is no URI of its own
 */
public record Target(String unparsed, String uri, String args, boolean quoted, boolean escaped, boolean pathGiven) {

    /** Null when the target climbs above its root or has a broken escape. */
    public static @Nullable Target of(String target, boolean mergeSlashes) {
        boolean given = !target.startsWith("?");
        String path = given ? target : "/" + target;
        int end = path.length();
        int question = path.indexOf('?');
        int hash = path.indexOf('#');
        String args = "";
        if (question >= 0 && (hash < 0 || question < hash)) {
            args = path.substring(question + 1, hash < 0 ? end : hash);
            end = question;
        } else if (hash >= 0) {
            end = hash;
        }
        String raw = path.substring(0, end);
        boolean quoted = raw.indexOf('%') >= 0;
        boolean escaped = quoted || raw.indexOf('+') >= 0;
        boolean plain = !quoted && !raw.contains("//") && !raw.contains("/.");
        String uri = plain ? raw : new Walk(raw, mergeSlashes).uri();
        return uri == null ? null : new Target(target, uri, args, quoted, escaped, given);
    }

    /** Copies a path while decoding it; remembers where segments begin to go back on a double dot. */
    private static final class Walk {
        private final String raw;
        private final boolean merge;
        private final StringBuilder out = new StringBuilder();

        Walk(String raw, boolean merge) {
            this.raw = raw;
            this.merge = merge;
        }

        @Nullable
        String uri() {
            int i = 0;
            int segment = 0;
            while (i < raw.length()) {
                char c = raw.charAt(i++);
                boolean quoted = c == '%';
                if (quoted) {
                    int decoded = decode(i);
                    if (decoded <= 0) {
                        return null;
                    }
                    c = (char) decoded;
                    i += 2;
                }
                if (c != '/') {
                    out.append(c);
                    continue;
                }
                int length = out.length();
                if (!endSegment(segment)) {
                    return null;
                }
                boolean dots = out.length() < length;
                if (out.isEmpty() || (!dots && (!merge || out.charAt(out.length() - 1) != '/'))) {
                    out.append('/');
                }
                segment = out.length();
            }
            return endSegment(segment) ? out.toString() : null;
        }

        private int decode(int at) {
            if (at + 2 > raw.length()) {
                return -1;
            }
            int high = Character.digit(raw.charAt(at), 16);
            int low = Character.digit(raw.charAt(at + 1), 16);
            return high < 0 || low < 0 ? -1 : high * 16 + low;
        }

        /** A segment that is one dot vanishes; two dots take the one before with them. */
        private boolean endSegment(int from) {
            String segment = out.substring(Math.min(from, out.length()));
            if (segment.equals(".")) {
                out.setLength(from);
            } else if (segment.equals("..")) {
                int slash = from < 2 ? -1 : out.lastIndexOf("/", from - 2);
                if (slash < 0) {
                    return false;
                }
                out.setLength(slash + 1);
            }
            return true;
        }
    }

    /** What follows the last dot of the last segment: decides the content type. */
    public static String extension(String uri) {
        int dot = uri.lastIndexOf('.');
        boolean none = dot < 0 || uri.indexOf('/', dot) >= 0;
        boolean hidden = dot > 0 && uri.charAt(dot - 1) == '/';
        return none || hidden ? "" : uri.substring(dot + 1);
    }
}

package io.postern.http.parse;

import org.jspecify.annotations.Nullable;

/**
 * What a User-Agent header says of browsers with ways of their own (ngx_http_process_user_agent).
 *
 * @param old Internet Explorer before 7, which cannot go on behind a POST
 */
public record Agent(boolean msie, boolean old, boolean chrome, boolean safari) {
    private static final Agent OTHER = new Agent(false, false, false, false);

    public static Agent of(@Nullable String header) {
        if (header == null || header.contains("Opera")) {
            return OTHER;
        }
        int at = header.indexOf("MSIE ");
        boolean msie = at >= 0 && at + 7 < header.length();
        if (msie) {
            char major = header.charAt(at + 5);
            boolean dot = header.charAt(at + 6) == '.';
            boolean six = major == '6' && !header.substring(at + 7).contains("SV1");
            return new Agent(true, dot && (major == '4' || major == '5' || six), false, false);
        }
        boolean gecko = header.contains("Gecko/");
        boolean chrome = !gecko && header.contains("Chrome/");
        boolean safari = !gecko && !chrome && header.contains("Safari/") && header.contains("Mac OS X");
        return new Agent(false, false, chrome, safari);
    }
}

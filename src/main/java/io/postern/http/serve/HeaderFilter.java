package io.postern.http.serve;

import io.postern.http.exchange.Clock;
import io.postern.http.exchange.Exchange;
import io.postern.http.exchange.Reply;
import io.postern.http.model.AddedHeader;
import io.postern.http.model.Core;
import io.postern.http.model.Expires;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Set;

/** add_header, expires and charset (ngx_http_headers_filter_module, ngx_http_charset_filter_module). */
final class HeaderFilter {
    /** Replies that get headers without {@code always}. */
    private static final Set<Integer> SAFE = Set.of(200, 201, 204, 206, 301, 302, 303, 304, 307, 308);

    private HeaderFilter() {}

    static void apply(Exchange x) {
        Reply r = x.reply();
        boolean safe = SAFE.contains(r.status);
        Expires expires = x.location().expires();
        if (safe && expires != null) {
            expires(expires, x);
        }
        for (AddedHeader h : x.location().headers()) {
            if (!safe && !h.always()) {
                continue;
            }
            String value = h.value().eval(x);
            boolean modified = h.name().equalsIgnoreCase("Last-Modified");
            if (modified) {
                r.lastModified = -1;
            }
            if (value.isEmpty() && (modified || h.name().equalsIgnoreCase("ETag"))) {
                r.remove(h.name());
            } else if (modified || h.name().equalsIgnoreCase("ETag")) {
                r.replace(h.name(), value);
            } else if (!value.isEmpty()) {
                r.add(h.name(), value);
            }
        }
    }

    /** What ngx_http_charset_filter_module adds to a type that has no charset of its own. */
    static void charset(Exchange x) {
        Reply r = x.reply();
        Core.Charset rule = x.location().core().charset();
        if (rule == null || r.contentType == null || r.status == 301 || r.status == 302) {
            return;
        }
        String type = r.contentType.toLowerCase(Locale.ROOT);
        if (rule.types().contains(type) || rule.types().contains("*")) {
            String name = rule.name().eval(x);
            r.charset = name.isEmpty() ? null : name;
        }
    }

    private static void expires(Expires expires, Exchange x) {
        Expires.Read read = Expires.read(expires.value().eval(x), expires.modified());
        if (read == null || read.kind() == Expires.Kind.OFF) {
            return;
        }
        Reply r = x.reply();
        long now = System.currentTimeMillis() / 1000;
        switch (read.kind()) {
            case EPOCH -> set(r, "Thu, 01 Jan 1970 00:00:01 GMT", "no-cache");
            case MAX -> set(r, "Thu, 31 Dec 2037 23:55:55 GMT", "max-age=315360000");
            case DAILY -> {
                long at = next(read.seconds(), now);
                set(r, Clock.http(at), "max-age=" + (at - now));
            }
            default ->
                set(r, Clock.http(now + read.seconds()), read.seconds() < 0 ? "no-cache" : "max-age=" + read.seconds());
        }
    }

    private static void set(Reply r, String expires, String cacheControl) {
        r.only("Expires", expires);
        r.only("Cache-Control", cacheControl);
    }

    /** The next time the clock shows so many seconds since midnight. */
    private static long next(long secondOfDay, long now) {
        ZonedDateTime today =
                ZonedDateTime.now(ZoneId.systemDefault()).toLocalDate().atStartOfDay(ZoneId.systemDefault());
        long at = today.plusSeconds(secondOfDay).toEpochSecond();
        return at > now ? at : today.plusDays(1).plusSeconds(secondOfDay).toEpochSecond();
    }
}

package io.postern.http.serve;

import io.postern.http.exchange.Clock;
import io.postern.http.exchange.Exchange;
import io.postern.http.exchange.Reply;
import io.postern.http.model.Documents.Modified;
import org.jspecify.annotations.Nullable;

/** What conditional headers make of a reply (ngx_http_not_modified_filter_module, RFC 9110, 13). */
final class Precondition {
    private static final String ANY = "*";

    private Precondition() {}

    /** 0 when the reply stands, else 304 or 412. */
    static int check(Exchange x) {
        Reply r = x.reply();
        if (r.status != 200) {
            return 0;
        }
        String changed = r.first("Last-Modified");
        long modified = r.lastModified >= 0 || changed == null ? r.lastModified : Clock.seconds(changed);
        String tag = r.first("ETag");
        String unmodified = x.request().first("If-Unmodified-Since");
        if (unmodified != null && (modified < 0 || Clock.seconds(unmodified) < modified)) {
            return 412;
        }
        String match = x.request().first("If-Match");
        if (match != null && !lists(match, tag, false)) {
            return 412;
        }
        String since = x.request().first("If-Modified-Since");
        String none = x.request().first("If-None-Match");
        if (since == null && none == null) {
            return 0;
        }
        boolean other = (since != null && isModified(x.location().documents().modified(), since, modified))
                || (none != null && !lists(none, tag, true));
        return other ? 0 : 304;
    }

    private static boolean isModified(Modified rule, String since, long modified) {
        if (modified < 0 || rule == Modified.OFF) {
            return true;
        }
        long then = Clock.seconds(since);
        return then != modified && (rule == Modified.EXACT || then < modified);
    }

    /** Whether a list of entity tags has this one; weak marks do not count where {@code weak}. */
    private static boolean lists(String header, @Nullable String tag, boolean weak) {
        if (header.equals(ANY)) {
            return true;
        }
        if (tag == null) {
            return false;
        }
        String wanted = weak && tag.length() > 2 && tag.startsWith("W/") ? tag.substring(2) : tag;
        int at = 0;
        while (at < header.length()) {
            if (weak && header.length() - at > 2 && header.startsWith("W/", at)) {
                at += 2;
            }
            if (wanted.length() > header.length() - at) {
                return false;
            }
            if (header.startsWith(wanted, at)) {
                int behind = skip(header, at + wanted.length(), " \t");
                if (behind == header.length() || header.charAt(behind) == ',') {
                    return true;
                }
                at = behind;
            }
            int comma = header.indexOf(',', at);
            at = comma < 0 ? header.length() : skip(header, comma, " \t,");
        }
        return false;
    }

    private static int skip(String text, int from, String over) {
        int at = from;
        while (at < text.length() && over.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }
}

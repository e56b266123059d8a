package io.postern.http.proxy;

import io.postern.http.exchange.Exchange;
import io.postern.http.exchange.Reply;
import io.postern.http.model.Proxying;
import io.postern.http.parse.Header;
import io.postern.http.text.Captures;
import io.postern.http.text.Regex;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Carries an upstream's head over into our reply (ngx_http_upstream_process_headers). */
final class ReplyHead {
    /** Never passed on. */
    private static final Set<String> CONNECTION =
            Set.of("connection", "keep-alive", "transfer-encoding", "content-length");

    /** What stays of a reply that only says where the answer is (X-Accel-Redirect). */
    private static final Set<String> KEPT =
            Set.of("set-cookie", "content-disposition", "cache-control", "expires", "accept-ranges");

    private ReplyHead() {}

    static void keep(ReplyReader from, Exchange x) {
        for (Header h : from.headers().all()) {
            if (h.is("Content-Type")) {
                x.reply().contentType = h.value();
            } else if (KEPT.contains(h.name().toLowerCase(Locale.ROOT))) {
                x.reply().headers.add(h);
            }
        }
    }

    static void copy(Proxying p, ReplyReader from, Exchange x) throws Regex.Failed {
        Reply r = x.reply();
        r.status = from.status();
        r.statusLine = from.statusLine();
        r.contentLength = from.length();
        r.contentType = null;
        // as nginx has it: where the upstream's own are passed on and it sent none, there are none
        r.server = p.hide().contains("server") ? null : "";
        r.date = p.hide().contains("date") ? null : "";
        for (Header h : from.headers().all()) {
            String name = h.name().toLowerCase(Locale.ROOT);
            if (p.hide().contains(name) || CONNECTION.contains(name)) {
                continue;
            }
            switch (name) {
                case "content-type" -> r.contentType = h.value();
                case "server" -> {
                    r.server = h.value();
                    r.headers.add(h);
                }
                case "date" -> {
                    r.date = h.value();
                    r.headers.add(h);
                }
                case "location" -> location(p, h, x);
                case "refresh" -> r.headers.add(refresh(p, h, x));
                default -> r.headers.add(h);
            }
        }
    }

    private static void location(Proxying p, Header h, Exchange x) throws Regex.Failed {
        String rewritten = rewrite(p, h.value(), x);
        boolean absolute = x.location().core().redirects().absolute();
        if (rewritten != null && rewritten.startsWith("/") && absolute) {
            x.reply().location = rewritten;
        } else {
            x.reply().headers.add(rewritten == null ? h : new Header(h.name(), rewritten));
        }
    }

    private static Header refresh(Proxying p, Header h, Exchange x) throws Regex.Failed {
        int url = h.value().toLowerCase(Locale.ROOT).indexOf("url=");
        String rewritten = url < 0 ? null : rewrite(p, h.value().substring(url + 4), x);
        return rewritten == null ? h : new Header(h.name(), h.value().substring(0, url + 4) + rewritten);
    }

    private static @Nullable String rewrite(Proxying p, String value, Exchange x) throws Regex.Failed {
        for (Proxying.Redirect rule : p.redirects().rules()) {
            if (rule.regex() != null) {
                Captures c = rule.regex().find(value);
                if (c != null) {
                    x.captured(c, rule.regex());
                    return rule.to().eval(x);
                }
                continue;
            }
            String from = rule.from().eval(x);
            if (value.startsWith(from)) {
                return rule.to().eval(x) + value.substring(from.length());
            }
        }
        return null;
    }
}

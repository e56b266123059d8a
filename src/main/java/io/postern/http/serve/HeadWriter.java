package io.postern.http.serve;

import io.postern.http.exchange.Clock;
import io.postern.http.exchange.Exchange;
import io.postern.http.exchange.Reply;
import io.postern.http.model.Core;
import io.postern.http.parse.Header;
import java.util.Set;

/** Writes a reply's head, its lines in nginx's order (ngx_http_header_filter). */
final class HeadWriter {
    /** Replies that say when their content was changed. */
    private static final Set<Integer> DATED = Set.of(200, 206, 304);

    private HeadWriter() {}

    static String write(Exchange x) {
        Reply r = x.reply();
        Core core = x.location().core();
        StringBuilder out = new StringBuilder(256);
        out.append("HTTP/1.1 ")
                .append(r.statusLine == null ? StatusLines.line(r.status) : r.statusLine)
                .append("\r\n");
        if (r.server == null) {
            line(out, "Server", Pages.product(x));
        }
        if (r.date == null) {
            line(out, "Date", Clock.http(System.currentTimeMillis() / 1000));
        }
        if (r.contentType != null && !r.contentType.isEmpty()) {
            line(out, "Content-Type", String.valueOf(r.typeLine()));
        }
        if (r.contentLength >= 0) {
            line(out, "Content-Length", String.valueOf(r.contentLength));
        }
        if (!DATED.contains(r.status)) {
            r.lastModified = -1;
            r.undated = true;
        }
        if (r.lastModified >= 0 && r.first("Last-Modified") == null) {
            line(out, "Last-Modified", Clock.http(r.lastModified));
        }
        String location = r.location;
        boolean absolute =
                location != null && location.startsWith("/") && core.redirects().absolute();
        if (absolute) {
            location = base(x) + location;
            r.location = location;
            line(out, "Location", location);
        }
        if (r.chunked) {
            line(out, "Transfer-Encoding", "chunked");
        }
        x.keepAlive &= !x.surroundings().isLeaving();
        boolean switching = r.status == 101;
        line(out, "Connection", switching ? "upgrade" : x.keepAlive ? "keep-alive" : "close");
        if (x.keepAlive && !switching && core.keepAlive().header() > 0) {
            line(out, "Keep-Alive", "timeout=" + core.keepAlive().header());
        }
        if (location != null && !absolute) {
            line(out, "Location", location);
        }
        for (Header h : r.headers) {
            line(out, h.name(), h.value());
        }
        return out.append("\r\n").toString();
    }

    private static void line(StringBuilder out, String name, String value) {
        out.append(name).append(": ").append(value).append("\r\n");
    }

    /** Scheme, host and port for a redirect to a path. */
    private static String base(Exchange x) {
        Core.Redirects how = x.location().core().redirects();
        boolean tls = x.peer().tls() != null;
        String host = x.request().host;
        if (how.serverName()) {
            host = x.server().name();
        } else if (host.isEmpty()) {
            host = x.peer().localText();
        }
        int port = x.peer().localPort();
        boolean usual = port == (tls ? 443 : 80) || port <= 0;
        return (tls ? "https://" : "http://") + host + (how.port() && !usual ? ":" + port : "");
    }
}

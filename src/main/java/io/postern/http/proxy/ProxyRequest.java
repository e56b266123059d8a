package io.postern.http.proxy;

import io.postern.http.exchange.Exchange;
import io.postern.http.model.Proxying;
import io.postern.http.parse.Header;
import io.postern.http.parse.Target;
import io.postern.http.text.Escapes;
import io.postern.http.text.Template;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What is sent to an upstream (ngx_http_proxy_create_request). */
final class ProxyRequest {
    /** Headers of the client that are not passed on unless the configuration sets them. */
    private static final List<String> OWN = List.of(
            "host",
            "connection",
            "proxy-connection",
            "content-length",
            "transfer-encoding",
            "te",
            "keep-alive",
            "expect",
            "upgrade");

    private final String method;
    private final String uri;
    private final byte[] bytes;

    private ProxyRequest(String method, String uri, byte[] bytes) {
        this.method = method;
        this.uri = uri;
        this.bytes = bytes;
    }

    String method() {
        return method;
    }

    /** As sent, for the log. */
    String uri() {
        return uri;
    }

    byte[] bytes() {
        return bytes;
    }

    static ProxyRequest of(Proxying p, Proxying.Target to, Exchange x) {
        String method = p.method() == null ? x.method() : p.method().eval(x);
        String uri = uri(p, to, x);
        StringBuilder out = new StringBuilder(512);
        out.append(method).append(' ').append(uri).append(p.http11() ? " HTTP/1.1\r\n" : " HTTP/1.0\r\n");
        byte[] body = body(p, x);
        String host = null;
        List<Header> set = new ArrayList<>();
        Set<String> names = new HashSet<>(OWN);
        for (Proxying.Header h : p.headers()) {
            String name = h.name().toLowerCase(Locale.ROOT);
            names.add(name);
            if (name.equals("host")) {
                host = h.value().eval(x);
            } else {
                set.add(new Header(h.name(), h.value().eval(x)));
            }
        }
        if (host == null || (host.isEmpty() && p.http11())) {
            host = to.hostHeader();
        }
        line(out, "Host", host);
        set.forEach(h -> line(out, h.name(), h.value()));
        boolean hasBody = p.body() != null || x.request().contentLength >= 0 || x.request().chunked;
        if (hasBody && set.stream().noneMatch(h -> h.is("Content-Length"))) {
            int length = p.passBody() || p.body() != null || x.body == null ? body.length : x.body.length;
            line(out, "Content-Length", String.valueOf(length));
        }
        if (p.passHeaders()) {
            for (Header h : x.request().headers) {
                if (!names.contains(h.name().toLowerCase(Locale.ROOT))) {
                    out.append(h.name()).append(": ").append(h.value()).append("\r\n");
                }
            }
        }
        out.append("\r\n");
        byte[] head = out.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return new ProxyRequest(method, uri, all);
    }

    private static byte[] body(Proxying p, Exchange x) {
        Template own = p.body();
        if (own != null) {
            return own.eval(x).getBytes(StandardCharsets.ISO_8859_1);
        }
        return p.passBody() && x.body != null ? x.body : new byte[0];
    }

    private static void line(StringBuilder out, String name, String value) {
        if (!value.isEmpty()) {
            out.append(name).append(": ").append(value).append("\r\n");
        }
    }

    private static String uri(Proxying p, Proxying.Target to, Exchange x) {
        String path = to.path();
        if (p.target() == null && !path.isEmpty()) {
            return path;
        }
        Target asked = x.request().target;
        if (path.isEmpty() && x.validUnparsed && asked != null) {
            return asked.unparsed();
        }
        String prefix = p.location();
        int cut = x.validLocation && !path.isEmpty() && prefix != null
                ? Math.min(prefix.length(), x.uri().length())
                : 0;
        String rest = x.uri().substring(cut);
        boolean escape = x.internal || (asked != null && asked.quoted());
        String uri = (x.validLocation ? path : "") + (escape ? Escapes.uri(rest) : rest);
        return x.args().isEmpty() ? uri : uri + "?" + x.args();
    }
}

package io.postern.http.serve;

import io.postern.http.exchange.Exchange;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What stands behind each line about a client or its request (ngx_http_log_error). Confined to the connection's event loop. */
final class RequestContext implements Supplier<String> {
    private final String listener;
    private String client;
    private String action = "waiting for request";
    private String upstream = "";
    private @Nullable Exchange exchange;

    RequestContext(String client, String listener) {
        this.client = client;
        this.listener = listener;
    }

    void client(String text) {
        client = text;
    }

    void action(String doing) {
        action = doing;
    }

    /** The client does not take what it is sent. */
    void sending() {
        action = upstream.isEmpty() ? "sending response to client" : "sending to client";
    }

    void upstream(String name) {
        upstream = name;
    }

    void exchange(@Nullable Exchange x) {
        exchange = x;
    }

    @Override
    public String get() {
        StringBuilder out = new StringBuilder();
        if (!action.isEmpty()) {
            out.append(" while ").append(action);
        }
        Exchange x = exchange;
        out.append(", client: ").append(x == null ? client : x.peer().remoteText());
        if (x == null) {
            return out.append(", server: ").append(listener).toString();
        }
        out.append(", server: ").append(x.server().name());
        String line = x.request().line;
        if (line != null && !line.isEmpty()) {
            out.append(", request: \"").append(line).append('"');
        }
        if (!upstream.isEmpty()) {
            out.append(", upstream: \"").append(upstream).append('"');
        }
        quoted(out, ", host: \"", x.request().first("Host"));
        quoted(out, ", referrer: \"", x.request().first("Referer"));
        return out.toString();
    }

    private static void quoted(StringBuilder out, String head, @Nullable String value) {
        if (value != null) {
            out.append(head).append(value).append('"');
        }
    }
}

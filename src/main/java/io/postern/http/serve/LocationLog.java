package io.postern.http.serve;

import io.postern.http.exchange.Exchange;
import io.postern.http.model.Location;
import io.postern.http.model.Server;
import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.log.LogSpec;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lines about a connection go to the log of the location that its request is in, else to the server's. */
final class LocationLog implements Log {
    private final Service service;
    private final long number;
    private final RequestContext context;
    private final Supplier<@Nullable Exchange> exchange;
    private Log server;
    private List<LogSpec> lastSpecs = List.of();
    private @Nullable Log made;

    LocationLog(
            Service service, long number, RequestContext context, Supplier<@Nullable Exchange> exchange, Server first) {
        this.service = service;
        this.number = number;
        this.context = context;
        this.exchange = exchange;
        this.server = of(first);
    }

    private Log of(Server s) {
        return service.errorLogs(s.root().errorLogs()).connection(number, context);
    }

    /** Another server is meant from here on. */
    void server(Server chosen) {
        server = of(chosen);
    }

    /** Between requests lines still go where the last one's went, and say nothing of it. */
    void rest(Location last) {
        server = service.errorLogs(last.errorLogs()).connection(number, () -> "");
    }

    private Log log() {
        Exchange x = exchange.get();
        if (x == null) {
            return server;
        }
        List<LogSpec> specs = x.location().errorLogs();
        Log log = made;
        if (log == null || specs != lastSpecs) {
            log = service.errorLogs(specs).connection(number, context);
            made = log;
            lastSpecs = specs;
        }
        return log;
    }

    @Override
    public boolean takes(Level level) {
        return log().takes(level);
    }

    @Override
    public void write(Level level, String text) {
        log().write(level, text);
    }

    @Override
    public void write(Level level, int errno, String text) {
        log().write(level, errno, text);
    }
}

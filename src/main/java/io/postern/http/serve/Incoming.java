package io.postern.http.serve;

import io.postern.http.exchange.Exchange;
import io.postern.http.exchange.Peer;
import io.postern.http.match.Http;
import io.postern.http.match.ServerNames;
import io.postern.http.model.Server;
import io.postern.http.text.Regex;
import io.postern.log.Level;
import io.postern.tls.Encryption;
import io.postern.tls.TlsFacts;
import io.postern.tls.model.VerifyClient;
import org.jspecify.annotations.Nullable;

/** The request that is coming in or being served on a connection, and the server that it named. Confined to its event loop. */
final class Incoming {
    private final Http http;
    private final Http.Group group;
    private final Service service;
    private final ConnectionFacts facts;
    private final RequestContext context;
    private final LocationLog log;
    private Peer peer;
    private Server server;
    /** Whose rules hold until a request names another: the default, or whom the client asked for in TLS. */
    private Server first;
    /** The name by which it did. */
    private @Nullable String asked;

    private boolean secured;
    private RequestReader reader;
    private @Nullable Exchange exchange;
    private boolean logged;
    private boolean pipeline;

    Incoming(Http http, Http.Group group, Service service, ConnectionFacts facts, RequestContext context, Peer peer) {
        this.http = http;
        this.group = group;
        this.service = service;
        this.facts = facts;
        this.context = context;
        this.peer = peer;
        this.server = group.defaultServer();
        this.first = server;
        this.reader = new RequestReader(server.headerRules(), this::named);
        this.log = new LocationLog(service, peer.number(), context, () -> exchange, server);
    }

    /**
     * Begins with the next request.
     *
     * @param pipelined whether some of it is here already
     */
    void next(boolean pipelined) {
        log.rest(exchange().location());
        exchange = null;
        logged = false;
        pipeline = pipelined;
        context.exchange(null);
        server = first;
        if (pipelined) {
            log.server(server);
        }
        reader = pipelined
                ? reader.pipelined(server.headerRules(), this::named)
                : new RequestReader(server.headerRules(), this::named);
    }

    /** Whether a connection that ends is read out first, so that nothing of the reply is lost (lingering_close). */
    boolean lingers(boolean unread) {
        return switch (exchange().location().core().lingering().when()) {
            case OFF -> false;
            case ON -> unread || pipeline;
            case ALWAYS -> true;
        };
    }

    /** The client has gone between requests. */
    void closedKeepAlive() {
        log.write(Level.INFO, "client " + peer.ownText() + " closed keepalive connection");
    }

    /** The first byte of another request has come. */
    void begun() {
        log.server(server);
    }

    /** The client is somebody else than it seemed, or has gone to TLS. */
    void peer(Peer found) {
        peer = found;
        context.client(found.remoteText());
    }

    /** The client asks for this server in TLS. */
    void asked(Server chosen) {
        first = chosen;
        server = chosen;
        reader = new RequestReader(server.headerRules(), this::named);
        log.server(server);
    }

    /** TLS stands. */
    void secured(TlsFacts facts, @Nullable String name) {
        asked = name;
        secured = true;
        peer(peer.secured(facts));
    }

    /**
     * What is to be said to a request on a listener with {@code ssl} before it is served (ngx_http_process_request).
     *
     * @param held what is held against the client's certificate
     * @return a code, 0 for nothing
     */
    int unfit(Encryption.@Nullable Complaint held) {
        if (!group.listen().ssl()) {
            return 0;
        }
        if (!secured) {
            log.write(Level.INFO, "client sent plain HTTP request to HTTPS port");
            return 497;
        }
        VerifyClient verify = server.tls().verify();
        if (verify == VerifyClient.OFF) {
            return 0;
        }
        if (held != null && !held.missing()) {
            log.write(Level.INFO, held.words());
            return 495;
        }
        TlsFacts facts = peer.tls();
        TlsFacts.Certificate shown = facts == null ? null : facts.certificate();
        if (verify == VerifyClient.ON && (shown == null || shown.pem().isEmpty())) {
            log.write(Level.INFO, "client sent no required SSL certificate");
            return 496;
        }
        return 0;
    }

    Peer peer() {
        return peer;
    }

    RequestReader reader() {
        return reader;
    }

    LocationLog log() {
        return log;
    }

    Server server() {
        return server;
    }

    /** The request, as far as it is known; made when first asked for. */
    Exchange exchange() {
        Exchange x = exchange;
        if (x == null) {
            x = new Exchange(http.variables(), reader.request(), peer, server, facts, log);
            exchange = x;
            context.exchange(x);
        }
        return x;
    }

    /** The request where there is one. */
    @Nullable
    Exchange current() {
        return exchange;
    }

    /** Null when the client asked for a server in TLS, and this one needs certificates (ngx_http_set_virtual_server). */
    private Server.@Nullable HeaderRules named(String host) {
        try {
            ServerNames.Found<Server> found = group.names().find(host);
            if (asked != null && !asked.equals(host)) {
                Server meant = found == null ? group.defaultServer() : found.server();
                if (meant.tls().verify() != VerifyClient.OFF) {
                    return null;
                }
                server = meant;
                exchange().server(server);
                log.server(server);
            }
            if (found != null) {
                server = found.server();
                Exchange x = exchange();
                x.server(server);
                if (found.captures() != null) {
                    x.captured(found.captures(), found.regex());
                }
                log.server(server);
            }
        } catch (Regex.Failed e) {
            log.write(Level.ALERT, String.valueOf(e.getMessage()));
        }
        return server.headerRules();
    }

    /**
     * A request that got no answer stands in the access log with this code.
     *
     * @param unread its head is not whole
     */
    void unanswered(int status, boolean unread) {
        Exchange x = exchange();
        if (unread) {
            x.begun();
        }
        if (!x.complete) {
            if (!x.reply().sent) {
                x.reply().status = status;
                x.errorStatus = 0;
            }
            toAccessLog();
        }
    }

    /** The request is over: its line in the access log, once. */
    void toAccessLog() {
        Exchange x = exchange;
        if (x != null && !logged) {
            logged = true;
            context.action("logging request");
            service.accessLogs().write(x);
            context.action("closing request");
        }
    }
}

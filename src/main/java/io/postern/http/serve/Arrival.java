package io.postern.http.serve;

import io.postern.http.match.Http;
import io.postern.log.Log;
import io.postern.net.Wire;
import io.postern.tls.Encryption;
import org.jspecify.annotations.Nullable;

/** What comes before a connection's first request, in turn: the PROXY header, TLS or plain talk in its place. Confined to its event loop. */
final class Arrival implements Security.Next {
    /** Whose connection it is. */
    interface Host {
        /** TLS begins. */
        void shakesHands();

        /** The first request may come, on this wire. */
        void arrived(Wire wire);

        /** It will not. */
        void close();
    }

    private final Entrance entrance;
    private final Incoming incoming;
    private final RequestContext context;
    private final Security security;
    private final Host host;
    private final boolean secured;
    private Wire wire;
    private boolean entered;

    Arrival(
            Entrance entrance,
            Http.Group group,
            Service service,
            Incoming incoming,
            RequestContext context,
            Host host,
            Wire wire) {
        this.entrance = entrance;
        this.incoming = incoming;
        this.context = context;
        this.host = host;
        this.secured = group.listen().ssl();
        this.security = new Security(group, service, incoming.log(), incoming::asked, this);
        this.wire = wire;
    }

    void begin(Log log) {
        context.action(entrance.proxied() ? "reading PROXY protocol" : "");
        entrance.begin(log, host::close, found -> {
            incoming.peer(found);
            entered = true;
            if (secured) {
                context.action("SSL handshaking");
                readable();
            } else {
                plain();
            }
        });
    }

    void readable() {
        if (entered) {
            security.readable(wire);
        } else {
            entrance.readable();
        }
    }

    @Override
    public void shakesHands() {
        host.shakesHands();
    }

    @Override
    public void secured(Wire to) {
        Encryption.Guard guard = security.guard();
        if (guard != null) {
            wire = to;
            incoming.secured(guard.facts(), security.name());
            host.arrived(to);
        }
    }

    @Override
    public void plain() {
        host.arrived(wire);
    }

    @Override
    public void over() {
        host.close();
    }

    /** What is held against the client's certificate. */
    Encryption.@Nullable Complaint held() {
        Encryption.Guard guard = security.guard();
        return guard == null ? null : guard.complaint();
    }

    /** The connection ends because the client was too slow. */
    void quiet() {
        security.quiet();
    }

    /** Why the connection does not work any more. */
    void complain() {
        security.complain(wire);
    }
}

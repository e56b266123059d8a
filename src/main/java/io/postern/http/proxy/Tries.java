package io.postern.http.proxy;

import io.postern.http.exchange.Exchange;
import io.postern.http.model.Proxying;
import io.postern.http.model.Upstream;
import io.postern.http.text.Template;
import io.postern.log.Level;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The servers that are tried for one request, and whether there may be another try (ngx_http_upstream_next). Confined to the client's
 * event loop.
 */
final class Tries {
    /** Requests that are not sent twice unless proxy_next_upstream says non_idempotent. */
    private static final Set<String> ONCE = Set.of("POST", "LOCK", "PATCH");

    private final Proxying proxying;
    private final Balancer balancer;
    private final Exchange x;
    private final long began = ProxyPass.millis();
    private final Set<Balancer.Peer> tried = new HashSet<>();
    private Upstream upstream = new Upstream("", List.of(), Upstream.Balance.ROUND_ROBIN);
    private @Nullable HashedChoice sticking;
    private Balancer.@Nullable Peer peer;
    private int count;

    Tries(Proxying proxying, Balancer balancer, Exchange x) {
        this.proxying = proxying;
        this.balancer = balancer;
        this.x = x;
    }

    /** The servers are these. */
    void among(Upstream servers) {
        upstream = servers;
    }

    Upstream upstream() {
        return upstream;
    }

    /** Milliseconds since the request began to be passed on. */
    long millis() {
        return ProxyPass.millis() - began;
    }

    /** The next server; null when none is left that could be asked. */
    Balancer.@Nullable Peer next() {
        if (sticking == null) {
            sticking = sticking();
        }
        Balancer.Peer chosen = balancer.next(upstream, tried, sticking);
        if (chosen != null) {
            tried.add(chosen);
            count++;
            peer = chosen;
        }
        return chosen;
    }

    private @Nullable HashedChoice sticking() {
        InetAddress client = x.peer().remote();
        Template key = upstream.key();
        return switch (upstream.balance()) {
            case IP_HASH -> HashedChoice.byAddress(client == null ? null : client.getAddress());
            case HASH -> key == null ? null : HashedChoice.byKey(key.eval(x));
            case ROUND_ROBIN, LEAST_CONN, RANDOM -> null;
        };
    }

    /** The last one was none: a kept connection may end at any time. */
    void uncount() {
        count--;
    }

    /**
     * Whether another server may be asked.
     *
     * @param sent whether the last one may have seen the request
     */
    boolean mayGoOn(boolean sent) {
        boolean repeatable =
                !sent || !ONCE.contains(x.method()) || proxying.next().contains("non_idempotent");
        boolean few = proxying.nextTries() == 0 || count < proxying.nextTries();
        boolean time = proxying.nextTimeout() == 0 || millis() < proxying.nextTimeout();
        return repeatable
                && few
                && time
                && count < upstream.servers().size()
                && !proxying.next().contains("off");
    }

    /** The server in hand is done with. */
    void release(boolean failed) {
        if (peer != null) {
            if (balancer.done(upstream, peer, failed)) {
                x.log().write(Level.WARN, "upstream server temporarily disabled");
            }
            peer = null;
        }
    }
}

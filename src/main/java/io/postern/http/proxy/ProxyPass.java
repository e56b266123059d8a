package io.postern.http.proxy;

import io.postern.net.Transport;
import org.jspecify.annotations.Nullable;

/** What proxy_pass needs for one generation of the configuration. Safe on any thread. */
public final class ProxyPass {
    private final Transport transport;
    private final @Nullable Names names;
    private final Balancer balancer = new Balancer();
    private final KeptUpstreams kept = new KeptUpstreams();
    private final UpstreamTls tls = new UpstreamTls();

    /** @param names null where no names can be asked for */
    public ProxyPass(Transport transport, @Nullable Names names) {
        this.transport = transport;
        this.names = names;
    }

    Transport transport() {
        return transport;
    }

    @Nullable
    Names names() {
        return names;
    }

    Balancer balancer() {
        return balancer;
    }

    KeptUpstreams kept() {
        return kept;
    }

    UpstreamTls tls() {
        return tls;
    }

    /** Keeps idle connections again. */
    public void open() {
        kept.open();
    }

    /** Lets go of idle connections, and keeps none from now on: the generation leaves. */
    public void close() {
        kept.close();
    }

    static long millis() {
        return System.nanoTime() / 1_000_000;
    }
}

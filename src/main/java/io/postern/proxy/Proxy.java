package io.postern.proxy;

import io.postern.net.Transport;
import io.postern.session.Carrier;
import io.postern.session.Session;
import io.postern.session.Verdict;

/** Carries the clients of one server block to their back ends. Safe on any thread. */
public final class Proxy implements Carrier {
    private final ProxySettings settings;
    private final Transport transport;

    public Proxy(ProxySettings settings, Transport transport) {
        this.settings = settings;
        this.transport = transport;
    }

    @Override
    public void carry(Session session, Verdict.Route route) {
        new Dial(session, settings).connect(transport, route);
    }
}

package io.postern.auth;

import io.postern.net.Transport;
import io.postern.session.Authority;
import io.postern.session.Client;
import io.postern.session.Verdict;
import java.util.function.Consumer;

/** The auth_http server of one server block: a request for each question (ngx_mail_auth_http_init). */
public final class AuthHttp implements Authority {
    private final AuthHttpSettings settings;
    private final AuthRequest request;
    private final Transport transport;
    private final KeptConnections kept;

    /** @param kept where {@code auth_http_keepalive} lets connections wait */
    public AuthHttp(AuthHttpSettings settings, Transport transport, KeptConnections kept) {
        this.kept = kept;
        this.settings = settings;
        this.request = new AuthRequest(settings);
        this.transport = transport;
    }

    @Override
    public Runnable ask(Client client, Consumer<Verdict> then) {
        client.action("in http auth state");
        AuthExchange exchange = new AuthExchange(settings, transport, kept, client, request.of(client), then);
        exchange.begin();
        return exchange::abandon;
    }
}

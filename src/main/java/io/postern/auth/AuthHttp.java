package io.postern.auth;

import io.postern.net.Transport;
import io.postern.session.Authority;
import io.postern.session.Client;
import io.postern.session.Verdict;
import java.util.function.Consumer;

/** The auth_http server of one server block: a connection and a request for each question (ngx_mail_auth_http_init). */
public final class AuthHttp implements Authority {
    private final AuthHttpSettings settings;
    private final AuthRequest request;
    private final Transport transport;

    public AuthHttp(AuthHttpSettings settings, Transport transport) {
        this.settings = settings;
        this.request = new AuthRequest(settings);
        this.transport = transport;
    }

    @Override
    public Runnable ask(Client client, Consumer<Verdict> then) {
        client.action("in http auth state");
        AuthExchange exchange = new AuthExchange(settings, client, request.of(client), then);
        exchange.begin(transport);
        return exchange::abandon;
    }
}

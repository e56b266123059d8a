package io.postern.http.serve;

import io.postern.http.match.Http;
import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.net.Acceptor;
import io.postern.net.ConnectionError;
import io.postern.net.Guarded;
import io.postern.net.Wire;
import java.net.SocketAddress;
import java.util.List;

/** Takes the connections of one address of http{}. */
public final class HttpAcceptor implements Acceptor {
    private final Http http;
    private final Http.Group group;
    private final Service service;
    private final Phases phases;

    public HttpAcceptor(Http http, Http.Group group, Service service) {
        this.http = http;
        this.group = group;
        this.service = service;
        this.phases = new Phases(new Contents(service.proxyPass()));
    }

    @Override
    public void accept(Wire wire) {
        HttpConnection connection = new HttpConnection(http, group, service, phases, wire);
        Guarded.run(connection::start, connection::failed);
    }

    @Override
    public void failed(SocketAddress address, int errno) {
        log().write(ConnectionError.acceptLevel(errno), errno, "accept4() failed");
    }

    @Override
    public void full(int most) {
        service.sessions().refused();
        log().write(Level.ALERT, most + " worker_connections are not enough");
    }

    private Log log() {
        return service.errorLogs(List.of()).connection(0, () -> "");
    }
}

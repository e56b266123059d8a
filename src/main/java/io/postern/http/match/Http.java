package io.postern.http.match;

import io.postern.http.exchange.Variables;
import io.postern.http.model.Server;
import java.util.List;

/** All of http{} that is served. */
public record Http(List<Group> groups, Variables variables) {
    /**
     * The servers on one address.
     *
     * @param listen the first one's, with every option that any of them gives
     */
    public record Group(Server.Listen listen, List<Server> servers, Server defaultServer, ServerNames<Server> names) {}
}

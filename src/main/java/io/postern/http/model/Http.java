package io.postern.http.model;

import java.util.List;

/** All of http{} that is served: groups of servers by the address they listen on. */
public record Http(List<Group> groups) {
    /** The servers on one address; the first is the default one unless another says so. */
    public record Group(Server.Listen listen, List<Server> servers, Server defaultServer) {}
}

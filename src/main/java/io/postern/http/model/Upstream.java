package io.postern.http.model;

import io.postern.directive.Endpoint;
import java.util.List;

/** {@code upstream name { server …; }}, or the one server of a proxy_pass. */
public record Upstream(String name, List<Server> servers, Balance balance) {
    /** How the next server is chosen. */
    public enum Balance {
        ROUND_ROBIN,
        LEAST_CONN,
        IP_HASH,
        RANDOM
    }

    /**
     * One address of a server line.
     *
     * @param failTimeout in milliseconds
     */
    public record Server(Endpoint endpoint, int weight, int maxFails, long failTimeout, boolean backup, boolean down) {}
}

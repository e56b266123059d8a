package io.postern.http.model;

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
     * One server line.
     *
     * @param host a literal address, a name or {@code unix:path}
     * @param failTimeout in milliseconds
     */
    public record Server(
            String host, int port, int weight, int maxFails, long failTimeout, boolean backup, boolean down) {}
}

package io.postern.http.model;

import io.postern.directive.Endpoint;
import io.postern.http.text.Template;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code upstream name { server …; }}, or the one server of a proxy_pass.
 *
 * @param key what hash goes by; null where nothing does
 * @param keep null where connections are not kept
 */
public record Upstream(
        String name,
        List<Server> servers,
        Balance balance,
        @Nullable Template key,
        @Nullable Keep keep) {
    /** A group that keeps no connections. */
    public Upstream(String name, List<Server> servers, Balance balance) {
        this(name, servers, balance, null, null);
    }

    /**
     * Connections that are kept for further requests. Times in milliseconds.
     *
     * @param most how many idle ones each event loop has
     * @param local whether only the location that made one may use it again
     * @param time the age at which one is used no more
     * @param timeout how long one may be idle
     * @param requests how many requests one carries
     */
    public record Keep(int most, boolean local, long time, long timeout, int requests) {}

    /** How the next server is chosen. */
    public enum Balance {
        ROUND_ROBIN,
        LEAST_CONN,
        IP_HASH,
        HASH,
        RANDOM
    }

    /**
     * One address of a server line.
     *
     * @param failTimeout in milliseconds
     * @param maxConns how many requests it may have in hand; 0 for any number
     */
    public record Server(
            Endpoint endpoint,
            int weight,
            int maxFails,
            long failTimeout,
            boolean backup,
            boolean down,
            int maxConns) {}
}

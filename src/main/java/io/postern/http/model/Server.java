package io.postern.http.model;

import java.util.List;

/**
 * One server block.
 *
 * @param name the first server_name, for $server_name and redirects
 * @param root the server's own level with its locations inside
 */
public record Server(String name, List<String> names, List<Listen> listens, Location root, HeaderRules headerRules) {

    /** What the reader of requests must know. Sizes in bytes, times in milliseconds. */
    public record HeaderRules(
            long timeout,
            int firstBuffer,
            int largeBuffers,
            int largeBuffer,
            boolean underscores,
            boolean ignoreInvalid,
            boolean mergeSlashes,
            int maxHeaders) {}

    /** A listen directive: {@code address} empty means any. */
    public record Listen(
            String address, int port, boolean defaultServer, boolean ssl, boolean proxyProtocol, boolean unix) {}
}

package io.postern.http.model;

import io.postern.directive.Block;
import io.postern.http.text.Regex;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One server block.
 *
 * @param name the first server_name, for $server_name and redirects
 * @param root the server's own level with its locations inside
 * @param block where it is written, for whoever reads its ssl_* directives
 */
public record Server(
        String name, List<Name> names, List<Listen> listens, Location root, HeaderRules headerRules, Block block) {

    /** One server_name: a text that may have a wildcard, or a pattern. */
    public record Name(String text, @Nullable Regex regex) {}

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

    /** One address of a listen directive. {@code backlog} is 0 where not given, {@code rcvbuf} and {@code sndbuf} are -1. */
    public record Listen(
            SocketAddress address,
            boolean defaultServer,
            boolean ssl,
            boolean proxyProtocol,
            boolean ipv6only,
            int backlog,
            int rcvbuf,
            int sndbuf) {}
}

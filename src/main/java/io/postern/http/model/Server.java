package io.postern.http.model;

import io.postern.directive.Block;
import io.postern.http.text.Regex;
import io.postern.tls.model.TlsSettings;
import io.postern.tls.model.VerifyClient;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One server block.
 *
 * @param name the first server_name, for $server_name and redirects
 * @param root the server's own level with its locations inside
 * @param tls what its ssl_* directives say
 * @param block where it is written
 */
public record Server(
        String name,
        List<Name> names,
        List<Listen> listens,
        Location root,
        HeaderRules headerRules,
        Tls tls,
        Block block) {

    /**
     * TLS of a server.
     *
     * @param settings null where it has no certificate
     * @param verify whether its requests need a client certificate
     * @param rejects whether no client is let in (ssl_reject_handshake)
     */
    public record Tls(@Nullable TlsSettings settings, VerifyClient verify, boolean rejects) {
        /** None. */
        public static final Tls NONE = new Tls(null, VerifyClient.OFF, false);
    }

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

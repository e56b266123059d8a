package io.postern.directive;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host, port and path as nginx takes them apart (ngx_parse_url), with the addresses behind the host.
 *
 * @param text what was parsed
 * @param host the host as written (an IPv6 one with its brackets), or the path of a unix socket; empty for a port alone
 * @param uri what follows the host and port; empty where nothing does
 * @param port the port, or the default one
 * @param noPort whether the default port was taken
 * @param wildcard whether the address is none in particular
 * @param endpoints the addresses; empty only with {@link Option#NO_RESOLVE}
 */
public record Url(
        String text, String host, String uri, int port, boolean noPort, boolean wildcard, List<Endpoint> endpoints) {
    /** How to read a text. */
    public enum Option {
        /** A path may follow. */
        URI_PART,
        /** The address is one to listen on: a port alone, {@code *} and port ranges are allowed. */
        LISTEN,
        /** Host names stay names. */
        NO_RESOLVE
    }

    /** A text that is no such thing; the message is nginx's ({@code invalid port}). */
    public static final class Malformed extends Exception {
        Malformed(String message) {
            super(message, null, false, false);
        }

        /** nginx's words. */
        public String words() {
            return String.valueOf(getMessage());
        }
    }

    /** Takes a text apart and, unless told not to, asks the system for the addresses of a host name (which blocks). */
    public static Url parse(String text, int defaultPort, Option... options) throws Malformed {
        return new UrlParser(text, defaultPort, List.of(options)).parse();
    }

    /** Whether this is a unix socket. */
    public boolean unix() {
        return !endpoints.isEmpty() && endpoints.get(0).address() instanceof UnixDomainSocketAddress;
    }

    /** The first address; null only with {@link Option#NO_RESOLVE}. */
    public @Nullable Endpoint first() {
        return endpoints.isEmpty() ? null : endpoints.get(0);
    }

    static Endpoint endpoint(InetAddress address, int port) {
        SocketAddress socket = new InetSocketAddress(address, port);
        return new Endpoint(socket, IpText.text(address, port));
    }
}

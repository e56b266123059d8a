package io.postern.net;

import java.net.SocketAddress;

/**
 * A socket to listen on, as a {@code listen} directive asks for it.
 *
 * @param backlog as for listen(2)
 * @param rcvbuf bytes, -1 where not given
 * @param sndbuf bytes, -1 where not given
 * @param ipv6only for IPv6 addresses: IPv4 clients are not taken
 * @param keepalive what so_keepalive says
 */
public record Listening(
        SocketAddress address, int backlog, int rcvbuf, int sndbuf, boolean ipv6only, Keepalive keepalive) {
    /** nginx's NGX_LISTEN_BACKLOG on Linux. */
    public static final int DEFAULT_BACKLOG = 511;

    /**
     * so_keepalive of accepted connections.
     *
     * @param use whether it is switched on, off, or left as the system has it
     * @param idle seconds, 0 for the system's
     * @param interval seconds, 0 for the system's
     * @param count probes, 0 for the system's
     */
    public record Keepalive(Use use, int idle, int interval, int count) {
        /** Whether the socket option is touched. */
        public enum Use {
            AS_IS,
            ON,
            OFF
        }

        public static final Keepalive AS_IS = new Keepalive(Use.AS_IS, 0, 0, 0);
    }

    /** A plain socket with nginx's defaults. */
    public static Listening on(SocketAddress address) {
        return new Listening(address, DEFAULT_BACKLOG, -1, -1, true, Keepalive.AS_IS);
    }
}

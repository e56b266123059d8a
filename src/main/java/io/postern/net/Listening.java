package io.postern.net;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

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

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Keepalive that
                    && use == that.use
                    && idle == that.idle
                    && interval == that.interval
                    && count == that.count;
        }

        @Override
        public int hashCode() {
            return idle + interval + count;
        }
    }

    // By hand, here and above: what the compiler leaves to the JVM costs it some ten milliseconds at its first use, at
    // each start.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Listening that
                && address.equals(that.address)
                && backlog == that.backlog
                && rcvbuf == that.rcvbuf
                && sndbuf == that.sndbuf
                && ipv6only == that.ipv6only
                && keepalive.equals(that.keepalive);
    }

    @Override
    public int hashCode() {
        return address.hashCode();
    }

    /** A plain socket with nginx's defaults. */
    public static Listening on(SocketAddress address) {
        return new Listening(address, DEFAULT_BACKLOG, -1, -1, true, Keepalive.AS_IS);
    }
}

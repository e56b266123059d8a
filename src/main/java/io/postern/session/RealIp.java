package io.postern.session;

import io.postern.directive.Network;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/** Which clients' PROXY headers are believed ({@code set_real_ip_from}, ngx_cidr_match). */
public record RealIp(List<Range> trusted) {
    /** Nobody is believed. */
    public static final RealIp NONE = new RealIp(List.of());

    /** Some addresses of one family. */
    public sealed interface Range {
        /** All clients on unix sockets. */
        record Unix() implements Range {}

        /** All clients with such addresses. */
        record Inet(Network network) implements Range {}
    }

    boolean trusts(SocketAddress client) {
        for (Range range : trusted) {
            if (range instanceof Range.Inet inet
                    ? client instanceof InetSocketAddress address
                            && inet.network().covers(address.getAddress())
                    : !(client instanceof InetSocketAddress)) {
                return true;
            }
        }
        return false;
    }
}

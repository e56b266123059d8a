package io.postern.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;

/** Which clients' PROXY headers are believed ({@code set_real_ip_from}, ngx_cidr_match). */
public record RealIp(List<Range> trusted) {
    /** Nobody is believed. */
    public static final RealIp NONE = new RealIp(List.of());

    /** Some addresses of one family. */
    public sealed interface Range {
        /** All clients on unix sockets. */
        record Unix() implements Range {}

        /**
         * The addresses with the same leading bits.
         *
         * @param bits how many
         */
        record Inet(InetAddress network, int bits) implements Range {}
    }

    boolean trusts(SocketAddress client) {
        for (Range range : trusted) {
            if (range instanceof Range.Inet inet
                    ? client instanceof InetSocketAddress address && within(inet, address.getAddress())
                    : !(client instanceof InetSocketAddress)) {
                return true;
            }
        }
        return false;
    }

    private static boolean within(Range.Inet range, InetAddress address) {
        byte[] client = address.getAddress();
        byte[] network = range.network().getAddress();
        if (client.length == 16 && mapped(client)) {
            client = Arrays.copyOfRange(client, 12, 16);
        }
        if (client.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < range.bits(); bit++) {
            int mask = 0x80 >> (bit & 7);
            if (((client[bit >> 3] ^ network[bit >> 3]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean mapped(byte[] address) {
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return address[10] == -1 && address[11] == -1;
    }
}

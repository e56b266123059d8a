package io.postern.process;

import io.postern.directive.Args;
import io.postern.directive.Complaint;
import io.postern.directive.IpText;
import io.postern.directive.Units;
import io.postern.directive.Url;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One debug_connection: clients on unix sockets, a network, or the addresses of a host (ngx_event_debug_connection).
 *
 * @param networks the networks; none means unix sockets
 */
record DebugConnection(List<Network> networks) {
    /** Where the directive is ignored: no client has this address. */
    private static final DebugConnection NOBODY =
            new DebugConnection(List.of(new Network(IpText.address(new byte[4]), 32)));

    /** The addresses with the same leading bits. */
    record Network(InetAddress address, int bits) {
        boolean covers(InetAddress client) {
            byte[] a = address.getAddress();
            byte[] b = client.getAddress();
            if (a.length != b.length) {
                return false;
            }
            for (int i = 0; i < bits; i++) {
                if (((a[i >> 3] ^ b[i >> 3]) & 0x80 >> (i & 7)) != 0) {
                    return false;
                }
            }
            return true;
        }

        /** Whether bits are set that the mask leaves out. */
        boolean sloppy() {
            byte[] a = address.getAddress();
            for (int i = bits; i < a.length * 8; i++) {
                if ((a[i >> 3] & 0x80 >> (i & 7)) != 0) {
                    return true;
                }
            }
            return false;
        }
    }

    static DebugConnection parse(Args args) {
        if (!args.cycle().debug()) {
            args.warn(
                    "\"debug_connection\" is ignored, you need to rebuild nginx using --with-debug option to enable it");
            return NOBODY;
        }
        String text = args.get(1);
        if (text.equals("unix:")) {
            return new DebugConnection(List.of());
        }
        Network network = network(text);
        if (network != null) {
            if (network.sloppy()) {
                args.warn("low address bits of " + text + " are meaningless");
            }
            return new DebugConnection(List.of(network));
        }
        if (!args.cycle().touches()) {
            return new DebugConnection(List.of());
        }
        try {
            List<Network> found = new ArrayList<>();
            Url.parse(text, 1).endpoints().forEach(endpoint -> {
                if (endpoint.address() instanceof InetSocketAddress inet) {
                    found.add(new Network(inet.getAddress(), inet.getAddress().getAddress().length * 8));
                }
            });
            return new DebugConnection(List.copyOf(found));
        } catch (Url.Malformed e) {
            throw Complaint.here(e.words() + " in debug_connection \"" + text + "\"");
        }
    }

    private static @Nullable Network network(String text) {
        int slash = text.indexOf('/');
        InetAddress address = IpText.parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return null;
        }
        int most = address.getAddress().length * 8;
        long bits = slash < 0 ? most : Units.number(text.substring(slash + 1));
        return bits < 0 || bits > most ? null : new Network(address, (int) bits);
    }

    /** Whether this client is meant. */
    boolean covers(SocketAddress client) {
        if (!(client instanceof InetSocketAddress inet)) {
            return networks.isEmpty();
        }
        return networks.stream().anyMatch(n -> n.covers(inet.getAddress()));
    }
}

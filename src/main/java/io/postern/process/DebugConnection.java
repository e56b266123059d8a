package io.postern.process;

import io.postern.directive.Args;
import io.postern.directive.Complaint;
import io.postern.directive.IpText;
import io.postern.directive.Network;
import io.postern.directive.Url;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * One debug_connection: clients on unix sockets, a network, or the addresses of a host (ngx_event_debug_connection).
 *
 * @param networks the networks; none means unix sockets
 */
record DebugConnection(List<Network> networks) {
    /** Where the directive is ignored: no client has this address. */
    private static final DebugConnection NOBODY = new DebugConnection(List.of(Network.of(IpText.address(new byte[4]))));

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
        Network network = Network.parse(text);
        if (network != null) {
            network.warnOfLowBits(args, text);
            return new DebugConnection(List.of(network));
        }
        if (!args.cycle().touches()) {
            return new DebugConnection(List.of());
        }
        try {
            List<Network> found = new ArrayList<>();
            Url.parse(text, 1).endpoints().forEach(endpoint -> {
                if (endpoint.address() instanceof InetSocketAddress inet) {
                    found.add(Network.of(inet.getAddress()));
                }
            });
            return new DebugConnection(List.copyOf(found));
        } catch (Url.Malformed e) {
            throw Complaint.here(e.words() + " in debug_connection \"" + text + "\"");
        }
    }

    /** Whether this client is meant. */
    boolean covers(SocketAddress client) {
        if (!(client instanceof InetSocketAddress inet)) {
            return networks.isEmpty();
        }
        return networks.stream().anyMatch(n -> n.covers(inet.getAddress()));
    }
}

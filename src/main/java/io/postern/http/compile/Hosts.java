package io.postern.http.compile;

import io.postern.directive.Complaint;
import io.postern.directive.Directive;
import io.postern.directive.Network;
import io.postern.directive.Url;
import java.net.InetSocketAddress;
import java.util.List;

/** Host names where addresses are meant. */
final class Hosts {
    private Hosts() {}

    static List<Network> networks(Directive d, String host) {
        try {
            return Url.parse(host, 0).endpoints().stream()
                    .map(e -> Network.of(((InetSocketAddress) e.address()).getAddress()))
                    .toList();
        } catch (Url.Malformed e) {
            throw Complaint.at(d.origin(), "host not found in set_real_ip_from \"" + host + "\"");
        }
    }
}

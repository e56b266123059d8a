package io.postern.http.serve;

import io.postern.directive.IpText;
import io.postern.directive.Network;
import io.postern.http.exchange.Exchange;
import io.postern.http.exchange.Peer;
import io.postern.http.model.RealIp;
import io.postern.http.table.Forwarded;
import io.postern.session.ProxySource;
import java.net.InetAddress;

/** Takes the client's address from a header of somebody we trust (ngx_http_realip_module). */
final class RealAddress {
    private RealAddress() {}

    static void apply(Exchange x, RealIp rule) {
        Peer peer = x.peer();
        if (x.realAddress || (rule.from().isEmpty() && !rule.fromUnix())) {
            return;
        }
        InetAddress client = peer.remote();
        boolean trusted =
                client == null ? rule.fromUnix() : rule.from().stream().anyMatch((Network n) -> n.covers(client));
        if (!trusted) {
            return;
        }
        InetAddress found = null;
        int port = 0;
        switch (rule.header()) {
            case "proxy_protocol" -> {
                ProxySource source = peer.proxied();
                found = source == null ? null : IpText.parse(source.address());
                port = source == null ? 0 : source.port();
            }
            case "x-forwarded-for" -> {
                String value = x.request().joined("X-Forwarded-For", ", ");
                InetAddress from = client == null ? IpText.address(new byte[4]) : client;
                if (value != null && client != null) {
                    found = Forwarded.client(from, value, rule.from(), rule.recursive());
                }
            }
            default -> {
                String value = x.request().first(rule.header());
                found = value == null ? null : Forwarded.address(value);
            }
        }
        if (found != null && !found.equals(client)) {
            x.realAddress = true;
            x.peer(peer.from(found, IpText.text(found), port));
        }
    }
}

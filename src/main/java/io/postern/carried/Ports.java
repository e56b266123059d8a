package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Endpoint;
import io.postern.directive.Finding;
import io.postern.directive.IpText;
import io.postern.directive.Severity;
import io.postern.directive.Types;
import io.postern.directive.Url;
import io.postern.lang.Origin;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The addresses that a realm's servers listen on (ngx_http_add_listen and what follows from it). */
final class Ports {
    private static final int HTTP_PORT = 80;
    private static final int HTTP_PORT_FOR_USERS = 8000;

    /** What shares a port number, a kind of address and a kind of socket. */
    private record Port(int number, int addressLength, boolean datagram) {}

    /** One address, with the servers on it. */
    private static final class Address {
        private final Endpoint endpoint;
        private final boolean wildcard;
        private final List<Block> servers = new ArrayList<>();
        private boolean set;
        private boolean multipath;
        private boolean isDefaultTaken;
        private Block defaultServer;
        private int current;
        private int protocols;
        private boolean protocolsSet;
        private boolean protocolsChanged;
        private boolean ssl;
        private boolean quic;

        Address(Endpoint endpoint, Block server) {
            this.endpoint = endpoint;
            this.wildcard = endpoint.address() instanceof InetSocketAddress inet
                    && inet.getAddress().isAnyLocalAddress();
            this.defaultServer = server;
        }
    }

    private final Realm realm;
    private final Map<Port, List<Address>> ports = new LinkedHashMap<>();

    Ports(Realm realm) {
        this.realm = realm;
    }

    void listen(Args args) {
        Url url;
        try {
            int port = realm.stream() ? 0 : HTTP_PORT;
            url = args.cycle().touches()
                    ? Url.parse(args.get(1), port, Url.Option.LISTEN)
                    : Url.parse(args.get(1), port, Url.Option.LISTEN, Url.Option.NO_RESOLVE);
        } catch (Url.Malformed e) {
            throw Complaint.here(e.words() + " in \"" + args.get(1) + "\" of the \"listen\" directive");
        }
        ListenOptions options = ListenOptions.of(args, realm.stream());
        Set<SocketAddress> own = new LinkedHashSet<>();
        for (Endpoint endpoint : url.endpoints()) {
            if (own.add(endpoint.address())) {
                add(args.block(), endpoint, options, args.origin());
            }
        }
    }

    /** A server of http{} without a listen has one. */
    void listenByDefault(Block server, Origin end) {
        int port = Privilege.isRoot() ? HTTP_PORT : HTTP_PORT_FOR_USERS;
        InetSocketAddress any = new InetSocketAddress(anyAddress(), port);
        add(server, new Endpoint(any, "0.0.0.0:" + port), ListenOptions.none(), end);
    }

    private static InetAddress anyAddress() {
        return IpText.address(new byte[4]);
    }

    private void add(Block server, Endpoint endpoint, ListenOptions options, Origin origin) {
        List<Address> addresses = ports.computeIfAbsent(port(endpoint, options.datagram()), p -> new ArrayList<>());
        for (Address address : addresses) {
            if (address.endpoint.address().equals(endpoint.address())) {
                again(address, server, options, origin);
                return;
            }
        }
        Address address = new Address(endpoint, server);
        address.servers.add(server);
        address.set = options.set();
        address.multipath = options.multipath();
        address.isDefaultTaken = options.defaultServer();
        address.current = options.protocols();
        address.ssl = options.ssl();
        address.quic = options.quic();
        addresses.add(address);
    }

    private static Port port(Endpoint endpoint, boolean datagram) {
        return endpoint.address() instanceof InetSocketAddress inet
                ? new Port(inet.getPort(), inet.getAddress().getAddress().length, datagram)
                : new Port(0, 0, datagram);
    }

    /** One more server on an address (ngx_http_add_addresses). */
    private void again(Address address, Block server, ListenOptions options, Origin origin) {
        String name = address.endpoint.name();
        if (address.servers.contains(server)) {
            throw Complaint.at(origin, "a duplicate listen " + name);
        }
        address.servers.add(server);
        boolean before = address.set;
        if (options.set()) {
            if (before) {
                throw Complaint.at(origin, "duplicate listen options for " + name);
            }
            address.set = true;
            address.multipath = options.multipath();
        }
        if (options.defaultServer()) {
            if (address.isDefaultTaken) {
                throw Complaint.at(origin, "a duplicate default server for " + name);
            }
            address.isDefaultTaken = true;
            address.defaultServer = server;
        }
        protocols(address, options, origin);
        address.current |= options.protocols();
        address.ssl |= options.ssl();
        address.quic |= options.quic();
    }

    /** Warns where servers of one address do not agree on what is spoken there. */
    private void protocols(Address address, ListenOptions options, Origin origin) {
        int now = options.protocols();
        int before = address.current;
        boolean odd;
        if ((now | before) != before) {
            odd = (address.set && !options.set()) || address.protocolsChanged || (now | before) != now;
            address.protocols = before;
            address.protocolsChanged = true;
        } else if ((before | now) != now) {
            odd = options.set() || (address.protocolsSet && now != address.protocols);
            address.protocols = now;
            address.protocolsChanged = true;
        } else {
            odd = (options.set() && address.protocolsChanged) || (address.protocolsSet && now != address.protocols);
            address.protocols = now;
        }
        address.protocolsSet = true;
        if (odd) {
            realm.cycle()
                    .report(new Finding(
                            Severity.WARN, "protocol options redefined for " + address.endpoint.name(), origin, true));
        }
    }

    /** At the end of the realm: the names on each address, and which addresses get sockets. */
    void finish(ServerNames names) {
        for (Map.Entry<Port, List<Address>> port : ports.entrySet()) {
            List<Address> addresses = sorted(port.getValue());
            for (Address address : addresses) {
                if (address.servers.size() > 1 || names.hasCaptures(address.defaultServer)) {
                    names.check(address.servers, address.endpoint.name());
                }
            }
            boolean wildcard = addresses.get(addresses.size() - 1).wildcard;
            for (Address address : addresses) {
                if (!wildcard || address.set || address.wildcard) {
                    Resources.of(realm.cycle())
                            .addSocket(
                                    realm.stream(),
                                    new Socket(
                                            address.endpoint.address(),
                                            Types.cString(address.endpoint.name()),
                                            port.getKey().datagram(),
                                            address.multipath));
                }
            }
        }
    }

    /** Those with a socket of their own first, the wildcard last, else as written. */
    private static List<Address> sorted(List<Address> addresses) {
        List<Address> sorted = new ArrayList<>();
        addresses.stream().filter(a -> a.set && !a.wildcard).forEach(sorted::add);
        addresses.stream().filter(a -> !a.set && !a.wildcard).forEach(sorted::add);
        addresses.stream().filter(a -> a.wildcard).forEach(sorted::add);
        return sorted;
    }

    /** What ssl servers need to know of an address: who is on it, who answers first, and what is spoken. */
    record Spoken(List<Block> servers, Block defaultServer, boolean ssl, boolean quic) {}

    /** All addresses, as written. */
    List<Spoken> spoken() {
        List<Spoken> all = new ArrayList<>();
        ports.values().forEach(p -> p.forEach(a -> all.add(new Spoken(a.servers, a.defaultServer, a.ssl, a.quic))));
        return all;
    }
}

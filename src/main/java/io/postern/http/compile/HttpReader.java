package io.postern.http.compile;

import io.postern.carried.SslServers;
import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Cycle;
import io.postern.directive.Directive;
import io.postern.http.match.HostTable;
import io.postern.http.match.Http;
import io.postern.http.match.LocationFinder;
import io.postern.http.match.ServerNames;
import io.postern.http.model.Content;
import io.postern.http.model.Location;
import io.postern.http.model.Server;
import io.postern.http.text.Regex;
import io.postern.net.AddressText;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads those servers of http{} that are to be served into the model. */
public final class HttpReader {
    private final Cycle cycle;
    private final String hostname;

    public HttpReader(Cycle cycle, String hostname) {
        this.cycle = cycle;
        this.hostname = hostname;
    }

    /**
     * Reads them.
     *
     * @param served the server blocks
     * @throws Complaint in nginx's words, or in ours for what we do not have
     */
    public Http read(Block http, ServedServers served) {
        Reading reading = new Reading(cycle);
        Notes notes = new Notes(reading, true);
        Http read = read(reading, http, served.blocks(), served::listens, notes);
        notes.judge(needed(read, served));
        return read;
    }

    /** What answers auth_http. */
    private static Set<Content> needed(Http http, ServedServers served) {
        Set<Content> needed = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Http.Group group : http.groups()) {
            for (Asked asked : served.askedAt(group.listen())) {
                group.servers().forEach(s -> needed.add(content(s.root(), asked.path())));
            }
        }
        return needed;
    }

    private static Content content(Location root, String path) {
        try {
            Location found = LocationFinder.find(root.nested(), path).location();
            return found == null ? root.content() : found.content();
        } catch (Regex.Failed e) {
            return root.content();
        }
    }

    /** Whether every request to this server would be answered as nginx answers it. */
    boolean isWhole(Block http, Block server) {
        Reading reading = new Reading(new Cycle(cycle.launch()));
        Notes notes = new Notes(reading, false);
        try {
            read(reading, http, Set.of(server), ServerReader::plain, notes);
        } catch (Complaint e) {
            return false;
        }
        return !notes.spoiled() && !reading.isLacking();
    }

    private Http read(
            Reading reading,
            Block http,
            Set<Block> served,
            Function<Block, List<Server.Listen>> listening,
            Notes notes) {
        new Tables(reading).read(http);
        AccessLogReader logs = new AccessLogReader(reading);
        logs.formats(http);
        LocationReader locations = new LocationReader(reading, logs, new UpstreamReader(reading).read(http), notes);
        ServerReader servers = new ServerReader(reading, hostname);
        Layer outer = new Layer(http, null);
        Map<SocketAddress, List<Server>> byAddress = new LinkedHashMap<>();
        Set<SocketAddress> secured = secured(served, listening);
        Set<SocketAddress> unable = unable(reading, served, listening, secured);
        for (Directive d : http.all("server")) {
            Block block = d.block();
            if (block == null || !served.contains(block)) {
                continue;
            }
            Layer layer = outer.inside(block);
            Location root = locations.server(layer);
            List<Server.Name> names = servers.names(block);
            List<Server.Listen> listens = listening.apply(block).stream()
                    .filter(l -> !unable.contains(l.address()))
                    .toList();
            boolean tls = listens.stream().anyMatch(l -> secured.contains(l.address()));
            Server server = new Server(
                    ServerReader.first(names),
                    names,
                    listens,
                    root,
                    ServerReader.rules(layer),
                    tls ? servers.tls(block) : Server.Tls.NONE,
                    block);
            listens.forEach(l -> byAddress
                    .computeIfAbsent(l.address(), a -> new ArrayList<>())
                    .add(server));
        }
        List<Http.Group> groups = new ArrayList<>();
        byAddress.forEach((address, all) -> groups.add(group(address, all)));
        return new Http(List.copyOf(groups), reading.variables());
    }

    /** The addresses where clients come in TLS. */
    private static Set<SocketAddress> secured(Set<Block> served, Function<Block, List<Server.Listen>> listening) {
        return served.stream()
                .flatMap(s -> listening.apply(s).stream())
                .filter(Server.Listen::ssl)
                .map(Server.Listen::address)
                .collect(Collectors.toSet());
    }

    /** Those of them where some server wants TLS that we cannot do: they are not listened on. */
    private static Set<SocketAddress> unable(
            Reading reading,
            Set<Block> served,
            Function<Block, List<Server.Listen>> listening,
            Set<SocketAddress> secured) {
        Set<SocketAddress> unable = new HashSet<>();
        for (Block server : served) {
            String lacking = SslServers.lacking(server);
            for (Server.Listen l : lacking == null ? List.<Server.Listen>of() : listening.apply(server)) {
                if (secured.contains(l.address()) && unable.add(l.address())) {
                    reading.caution(
                            server.origin(),
                            lacking + " is not available in http servers that Postern answers itself: "
                                    + AddressText.withPort(l.address()) + " is not listened on");
                }
            }
        }
        return unable;
    }

    private static Http.Group group(SocketAddress address, List<Server> servers) {
        Server.Listen options = null;
        Server byDefault = servers.get(0);
        boolean found = false;
        ServerNames<Server> names = new ServerNames<>();
        for (Server s : servers) {
            for (Server.Listen l : s.listens()) {
                if (!l.address().equals(address)) {
                    continue;
                }
                options = options == null ? l : merge(options, l);
                if (l.defaultServer()) {
                    if (found) {
                        throw Complaint.at(
                                s.block().origin(), "a duplicate default server for " + AddressText.withPort(address));
                    }
                    found = true;
                    byDefault = s;
                }
            }
        }
        if (servers.size() > 1 || catches(byDefault)) {
            servers.forEach(s -> names(s, names, address));
        }
        return new Http.Group(Objects.requireNonNull(options), List.copyOf(servers), byDefault, names);
    }

    /** Whether its last pattern has groups: without, nobody looks at the names of a server that is alone. */
    private static boolean catches(Server s) {
        boolean catches = false;
        for (Server.Name n : s.names()) {
            catches = n.regex() == null ? catches : n.regex().hasGroups();
        }
        return catches;
    }

    private static void names(Server s, ServerNames<Server> names, SocketAddress address) {
        for (Server.Name n : s.names()) {
            if (n.regex() != null) {
                names.add(n.regex(), s);
                continue;
            }
            HostTable.Added added = names.add(n.text(), s);
            if (added == HostTable.Added.INVALID) {
                throw Complaint.plain(
                        "invalid server name or wildcard \"" + n.text() + "\" on " + AddressText.withPort(address));
            }
        }
    }

    private static Server.Listen merge(Server.Listen a, Server.Listen b) {
        return new Server.Listen(
                a.address(),
                a.defaultServer() || b.defaultServer(),
                a.ssl() || b.ssl(),
                a.proxyProtocol() || b.proxyProtocol(),
                a.ipv6only() && b.ipv6only(),
                Math.max(a.backlog(), b.backlog()),
                Math.max(a.rcvbuf(), b.rcvbuf()),
                Math.max(a.sndbuf(), b.sndbuf()));
    }
}

package io.postern.http;

import io.netty.channel.EventLoop;
import io.postern.directive.Endpoint;
import io.postern.directive.Units;
import io.postern.directive.Url;
import io.postern.dns.NameServers;
import io.postern.dns.ResolverSettings;
import io.postern.dns.Room;
import io.postern.http.model.Proxying;
import io.postern.http.proxy.Names;
import io.postern.log.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Asks the name servers that a resolver directive of http{} names; the same directive shares its answers. Safe on any thread. */
final class ResolverNames implements Names {
    private final Log log;
    private final Room room;
    private final Map<Proxying.Resolver, NameServers> known = new ConcurrentHashMap<>();

    /** @param room where the sockets to name servers count */
    ResolverNames(Log log, Room room) {
        this.log = log;
        this.room = room;
    }

    /** Ends what stands to name servers. */
    void close() {
        known.values().forEach(NameServers::close);
    }

    @Override
    public void find(String host, Proxying.Resolver resolver, EventLoop loop, Consumer<Found> then) {
        NameServers servers =
                known.computeIfAbsent(resolver, r -> new NameServers(settings(r.words()), r.timeout(), log, room));
        servers.addressesOf(host, loop, answer -> {
            if (answer.value() == null) {
                then.accept(new Found(List.of(), answer.code() + ": " + answer.words()));
            } else {
                then.accept(new Found(answer.value(), ""));
            }
        });
    }

    static ResolverSettings settings(List<String> words) {
        List<Endpoint> servers = new ArrayList<>();
        long valid = 0;
        boolean ipv4 = true;
        boolean ipv6 = true;
        for (String word : words) {
            if (word.startsWith("valid=")) {
                valid = Math.max(0, Units.seconds(word.substring("valid=".length())));
            } else if (word.startsWith("ipv4=")) {
                ipv4 = word.endsWith("on");
            } else if (word.startsWith("ipv6=")) {
                ipv6 = word.endsWith("on");
            } else if (!word.startsWith("status_zone=")) {
                servers.addAll(endpoints(word));
            }
        }
        return new ResolverSettings(List.copyOf(servers), valid, ipv4, ipv6);
    }

    private static List<Endpoint> endpoints(String word) {
        try {
            return Url.parse(word, 53).endpoints();
        } catch (Url.Malformed e) {
            return List.of();
        }
    }
}

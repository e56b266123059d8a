package io.postern.http.compile;

import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Directive;
import io.postern.directive.Endpoint;
import io.postern.directive.Units;
import io.postern.directive.Url;
import io.postern.http.model.Targets;
import io.postern.http.model.Upstream;
import io.postern.http.text.Template;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads upstream blocks (ngx_http_upstream, its round robin and what stands in for the other ways to choose). */
final class UpstreamReader {
    private final Reading reading;
    private final boolean touches;

    UpstreamReader(Reading reading) {
        this.reading = reading;
        this.touches = reading.cycle().touches();
    }

    Targets read(Block http) {
        Map<String, Upstream> all = new HashMap<>();
        for (Directive d : http.all("upstream")) {
            Block block = d.block();
            if (block != null) {
                String name = d.arguments().get(0);
                if (all.put(name, upstream(d, name, block)) != null) {
                    throw Complaint.at(d.origin(), "duplicate upstream \"" + name + "\"");
                }
            }
        }
        return new Targets(all);
    }

    private Upstream upstream(Directive at, String name, Block block) {
        List<Upstream.Server> servers = new ArrayList<>();
        for (Directive d : block.all("server")) {
            server(d, servers);
        }
        if (servers.isEmpty() && block.all("server").isEmpty()) {
            throw Complaint.at(at.origin(), "no servers are inside upstream");
        }
        Upstream.Balance balance = Upstream.Balance.ROUND_ROBIN;
        List<Directive> hash = block.all("hash");
        Template key = null;
        if (!hash.isEmpty()) {
            balance = Upstream.Balance.HASH;
            key = reading.template(hash.get(0), hash.get(0).arguments().get(0));
        } else if (!block.all("ip_hash").isEmpty()) {
            balance = Upstream.Balance.IP_HASH;
        } else if (!block.all("least_conn").isEmpty()
                || !block.all("least_time").isEmpty()) {
            balance = Upstream.Balance.LEAST_CONN;
        } else if (!block.all("random").isEmpty()) {
            balance = Upstream.Balance.RANDOM;
        }
        return new Upstream(name, List.copyOf(servers), balance, key, keep(block));
    }

    /** Connections are kept unless the block says otherwise (nginx since 1.29.7). */
    private static Upstream.@Nullable Keep keep(Block block) {
        List<Directive> all = block.all("keepalive");
        List<String> args = all.isEmpty() ? List.of("32", "local") : all.get(0).arguments();
        int most = (int) Units.number(args.get(0));
        Layer layer = new Layer(block, null);
        return most <= 0
                ? null
                : new Upstream.Keep(
                        most,
                        args.contains("local"),
                        layer.millis("keepalive_time", 3_600_000),
                        layer.millis("keepalive_timeout", 60_000),
                        (int) layer.number("keepalive_requests", 1000));
    }

    private void server(Directive d, List<Upstream.Server> servers) {
        int weight = 1;
        int maxFails = 1;
        long failTimeout = 10_000;
        boolean backup = false;
        boolean down = false;
        int maxConns = 0;
        for (String word : d.arguments().subList(1, d.arguments().size())) {
            int equals = word.indexOf('=');
            String value = word.substring(equals + 1);
            switch (equals < 0 ? word : word.substring(0, equals)) {
                case "weight" -> weight = (int) positive(d, word, Units.number(value), 1);
                case "max_fails" -> maxFails = (int) positive(d, word, Units.number(value), 0);
                case "fail_timeout" -> failTimeout = 1000 * positive(d, word, Units.seconds(value), 0);
                case "backup" -> backup = true;
                case "down" -> down = true;
                case "max_conns" -> maxConns = (int) positive(d, word, Units.number(value), 0);
                case "slow_start", "resolve", "service", "route", "drain" -> {}
                default -> throw invalid(d, word);
            }
        }
        for (Endpoint e : endpoints(d)) {
            servers.add(new Upstream.Server(e, weight, maxFails, failTimeout, backup, down, maxConns));
        }
    }

    private List<Endpoint> endpoints(Directive d) {
        String address = d.arguments().get(0);
        try {
            return touches
                    ? Url.parse(address, 80).endpoints()
                    : Url.parse(address, 80, Url.Option.NO_RESOLVE).endpoints();
        } catch (Url.Malformed e) {
            throw Complaint.at(d.origin(), e.words() + " in upstream \"" + address + "\"");
        }
    }

    private static long positive(Directive d, String word, long value, long least) {
        if (value < least) {
            throw invalid(d, word);
        }
        return value;
    }

    private static Complaint invalid(Directive d, String word) {
        return Complaint.at(d.origin(), "invalid parameter \"" + word + "\"");
    }
}

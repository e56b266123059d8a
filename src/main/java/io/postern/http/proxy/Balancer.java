package io.postern.http.proxy;

import io.postern.http.model.Upstream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the servers of upstreams, and remembers for the whole process which ones fail (ngx_http_upstream_round_robin). Safe on any
 * thread.
 */
final class Balancer {
    /** A server and what is known of it. */
    static final class Peer {
        private final Upstream.Server server;
        private int current;
        private int effective;
        private int fails;
        private int active;
        /** When it last failed; in seconds, as the next one. */
        private long accessed;
        /** When it last failed, or was last tried again. */
        private long checked;

        private Peer(Upstream.Server server) {
            this.server = server;
            this.effective = server.weight();
        }

        Upstream.Server server() {
            return server;
        }
    }

    private final Map<Upstream, List<Peer>> groups = new ConcurrentHashMap<>();

    private List<Peer> peers(Upstream upstream) {
        return groups.computeIfAbsent(upstream, u -> {
            List<Peer> all = new ArrayList<>();
            u.servers().forEach(s -> all.add(new Peer(s)));
            return all;
        });
    }

    /**
     * The next server that has not been tried; backups once nobody else is left.
     *
     * @param sticking which one the request should go to; null where any will do
     */
    @Nullable
    Peer next(Upstream upstream, Set<Peer> tried, @Nullable HashedChoice sticking) {
        List<Peer> all = peers(upstream);
        synchronized (all) {
            Peer found = sticking == null
                    ? null
                    : sticking.next(all.stream().filter(p -> !p.server.backup()).toList(), p -> fits(p, all, tried));
            found = found == null ? choose(all, upstream, tried, false) : found;
            found = found == null ? choose(all, upstream, tried, true) : found;
            if (found != null) {
                found.active++;
                if (now() - found.checked > found.server.failTimeout() / 1000) {
                    found.checked = now();
                }
            }
            return found;
        }
    }

    private static boolean fits(Peer p, List<Peer> all, Set<Peer> tried) {
        boolean free = p.server.maxConns() == 0 || p.active < p.server.maxConns();
        return !p.server.down() && free && (all.size() == 1 || (!tried.contains(p) && alive(p)));
    }

    private static @Nullable Peer choose(List<Peer> all, Upstream upstream, Set<Peer> tried, boolean backup) {
        List<Peer> fit = new ArrayList<>();
        for (Peer p : all) {
            if (p.server.backup() == backup && fits(p, all, tried)) {
                fit.add(p);
            }
        }
        if (fit.isEmpty()) {
            return null;
        }
        return switch (upstream.balance()) {
            case RANDOM -> fit.get(ThreadLocalRandom.current().nextInt(fit.size()));
            case LEAST_CONN -> roundRobin(least(fit));
            case ROUND_ROBIN, IP_HASH, HASH -> roundRobin(fit);
        };
    }

    private static List<Peer> least(List<Peer> fit) {
        double least = fit.stream().mapToDouble(Balancer::load).min().orElse(0);
        return fit.stream().filter(p -> load(p) <= least).toList();
    }

    private static double load(Peer p) {
        return (double) p.active / p.server.weight();
    }

    /** Smooth weighted round robin: who has waited longest for his weight. */
    private static @Nullable Peer roundRobin(List<Peer> fit) {
        Peer best = null;
        int total = 0;
        for (Peer p : fit) {
            p.current += p.effective;
            total += p.effective;
            if (p.effective < p.server.weight()) {
                p.effective++;
            }
            if (best == null || p.current > best.current) {
                best = p;
            }
        }
        if (best != null) {
            best.current -= total;
        }
        return best;
    }

    private static boolean alive(Peer p) {
        int most = p.server.maxFails();
        return most == 0 || p.fails < most || now() - p.checked > p.server.failTimeout() / 1000;
    }

    /** A try has ended. True when the server will not be asked for a while. */
    boolean done(Upstream upstream, Peer peer, boolean failed) {
        List<Peer> all = peers(upstream);
        synchronized (all) {
            peer.active--;
            if (all.size() == 1) {
                peer.fails = 0;
                return false;
            }
            if (!failed) {
                peer.fails = peer.accessed < peer.checked ? 0 : peer.fails;
                return false;
            }
            peer.fails++;
            peer.accessed = now();
            peer.checked = peer.accessed;
            int most = peer.server.maxFails();
            if (most > 0) {
                peer.effective = Math.max(0, peer.effective - peer.server.weight() / most);
            }
            return most > 0 && peer.fails >= most;
        }
    }

    private static long now() {
        return System.currentTimeMillis() / 1000;
    }
}

package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Directive;
import io.postern.directive.Errno;
import io.postern.directive.HostLookup;
import io.postern.directive.Memory;
import io.postern.directive.Types;
import io.postern.directive.Units;
import io.postern.directive.Url;
import io.postern.lang.Origin;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All upstreams of a realm: those with a block, and those that a proxy_pass or its like names (ngx_http_upstream_add). */
final class Upstreams {
    /** sizeof(ngx_http_upstream_keepalive_cache_t): what one connection that is kept takes. */
    private static final int CACHED = 160;

    private static final class Upstream {
        private final String host;
        private final boolean noPort;
        private final Origin origin;
        private int port;
        private boolean addressed;
        private @Nullable Block block;

        Upstream(String host, int port, boolean noPort, Origin origin) {
            this.host = host;
            this.port = port;
            this.noPort = noPort;
            this.origin = origin;
        }

        String place() {
            return " in upstream \"" + host + "\" in " + origin;
        }
    }

    private final Realm realm;
    private final List<Upstream> all = new ArrayList<>();

    Upstreams(Realm realm) {
        this.realm = realm;
    }

    /** An upstream with a block. */
    void open(Args args) {
        String host = args.get(1);
        Upstream found = find(host, 0, true, args.origin(), true);
        found.block = args.inner();
    }

    /** The address that a proxy_pass or its like names; nginx looks host names up at the end only. */
    Url use(Args args, String text, int defaultPort, boolean uriPart) {
        Url url;
        try {
            url = uriPart
                    ? Url.parse(text, defaultPort, Url.Option.NO_RESOLVE, Url.Option.URI_PART)
                    : Url.parse(text, defaultPort, Url.Option.NO_RESOLVE);
        } catch (Url.Malformed e) {
            throw Complaint.here(e.words() + " in upstream \"" + text + '"');
        }
        Upstream found = find(url.host(), url.port(), url.noPort(), args.origin(), false);
        boolean one = url.endpoints().size() == 1 && (url.port() != 0 || url.unix());
        found.addressed |= one;
        return url;
    }

    private Upstream find(String host, int port, boolean noPort, Origin origin, boolean create) {
        for (Upstream one : all) {
            if (!one.host.equalsIgnoreCase(host)) {
                continue;
            }
            if (create && one.block != null) {
                throw Complaint.here("duplicate upstream \"" + host + '"');
            }
            if (one.block != null && !noPort) {
                throw Complaint.here("upstream \"" + host + "\" may not have port " + port);
            }
            if (create && !one.noPort) {
                throw Complaint.plain("upstream \"" + host + "\" may not have port " + one.port + " in " + one.origin);
            }
            boolean other = realm.stream() ? one.port != port : one.port != 0 && port != 0 && one.port != port;
            if (other) {
                continue;
            }
            if (create && !realm.stream()) {
                one.port = 0;
            }
            return one;
        }
        Upstream fresh = new Upstream(host, port, noPort, origin);
        all.add(fresh);
        return fresh;
    }

    /** At the end of the realm: whether each can be balanced over (ngx_http_upstream_init_round_robin). */
    void check(Block main) {
        for (Upstream upstream : all) {
            Block block = upstream.block;
            if (block != null) {
                checkBlock(upstream, block, main);
            } else if (!upstream.addressed) {
                checkName(upstream);
            }
        }
    }

    private void checkName(Upstream upstream) {
        if (upstream.port == 0) {
            throw Complaint.plain("no port" + upstream.place());
        }
        if (realm.cycle().touches() && HostLookup.addresses(upstream.host).isEmpty()) {
            throw Complaint.plain("host not found" + upstream.place());
        }
    }

    private static void checkBlock(Upstream upstream, Block block, Block main) {
        boolean resolve = false;
        int main1 = 0;
        for (Directive server : block.all("server")) {
            List<String> options = server.arguments();
            resolve |= UpstreamServers.resolves(options);
            main1 += options.stream().anyMatch(o -> Types.cString(o).equals("backup")) ? 0 : 1;
        }
        if (resolve) {
            if (block.all("zone").isEmpty()) {
                throw Complaint.plain("resolving names at run time requires"
                        + upstream.place().replaceFirst("^ in", "") + " to be in shared memory");
            }
            if (!hasResolver(block) && !hasResolver(main)) {
                throw Complaint.plain("no resolver defined to resolve names at run time" + upstream.place());
            }
        }
        if (main1 == 0) {
            throw Complaint.plain("no servers" + upstream.place());
        }
        for (Directive keepalive : block.all("keepalive")) {
            long bytes = Units.number(keepalive.arguments().get(0)) * CACHED;
            if (!Memory.has(bytes)) {
                throw Complaint.plain("malloc(" + Long.toUnsignedString(bytes) + ") failed")
                        .errno(Errno.ENOMEM);
            }
        }
    }

    private static boolean hasResolver(Block block) {
        List<Directive> all = block.all("resolver");
        return !all.isEmpty() && !all.get(0).arguments().get(0).equals("off");
    }
}

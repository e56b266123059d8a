package io.postern.http.compile;

import io.postern.directive.Block;
import io.postern.directive.Directive;
import io.postern.directive.Url;
import io.postern.http.model.Server;
import io.postern.net.AddressText;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Decides which servers of http{} are ours: those that the auth_http of mail{} points at, those with stub_status, those that such a
 * server passes requests on to, and those on loopback addresses only that we can answer wholly. {@code http_serve} overrules.
 */
public final class ServedServers {
    private static final int DEEPEST = 100;

    private final Block root;
    private final Block http;
    private final HttpReader reader;
    private final Set<Block> served = Collections.newSetFromMap(new IdentityHashMap<>());

    private final List<Asked> asked = new ArrayList<>();

    public ServedServers(Block root, Block http, HttpReader reader) {
        this.root = root;
        this.http = http;
        this.reader = reader;
        find();
    }

    /** The server blocks that are served, by identity. */
    public Set<Block> blocks() {
        return Collections.unmodifiableSet(served);
    }

    /** The addresses at which a server is served: all but those that it shares with servers left alone, unless something here asks there. */
    List<Server.Listen> listens(Block server) {
        boolean all = server.all("http_serve").stream().anyMatch(d -> serve(server, false));
        return ServerReader.listens(server).stream()
                .filter(l -> all || asked.stream().anyMatch(a -> takes(l, a.address())) || !isOthersToo(l))
                .toList();
    }

    private boolean isOthersToo(Server.Listen listen) {
        return http.all("server").stream()
                .map(Directive::block)
                .filter(s -> s != null && !served.contains(s))
                .flatMap(s -> ServerReader.listens(s).stream())
                .anyMatch(l -> l.address().equals(listen.address()));
    }

    /** The addresses of served servers that are left to others with the servers there. */
    public List<String> leftListeners() {
        return served.stream()
                .flatMap(s -> {
                    List<Server.Listen> ours = listens(s);
                    return ServerReader.listens(s).stream().filter(l -> !ours.contains(l));
                })
                .map(l -> AddressText.withPort(l.address()))
                .distinct()
                .toList();
    }

    /** What auth_http asks of this listener. */
    List<Asked> askedAt(Server.Listen listen) {
        return asked.stream().filter(a -> takes(listen, a.address())).toList();
    }

    private void find() {
        if (serve(http, true)) {
            asked();
            for (Block server : servers()) {
                boolean ours =
                        isAsked(server, asked.stream().map(Asked::address).toList())
                                || has(server, "stub_status")
                                || isOwnHelper(server);
                if (server.all("http_serve").isEmpty() ? ours : serve(server, true)) {
                    served.add(server);
                }
            }
            follow();
        }
    }

    private static boolean serve(Block block, boolean fallback) {
        List<Directive> all = block.all("http_serve");
        return all.isEmpty()
                ? fallback
                : all.get(all.size() - 1).arguments().get(0).equalsIgnoreCase("on");
    }

    private List<Block> servers() {
        List<Block> all = new ArrayList<>();
        for (Directive d : http.all("server")) {
            Block server = d.block();
            if (server != null && !isDeep(server)) {
                all.add(server);
            }
        }
        return all;
    }

    /** Whether blocks are nested deeper than anybody writes by hand: such a server is checked but not served. */
    private static boolean isDeep(Block server) {
        List<Block> level = List.of(server);
        for (int depth = 0; !level.isEmpty(); depth++) {
            if (depth > DEEPEST) {
                return true;
            }
            List<Block> next = new ArrayList<>();
            for (Block block : level) {
                for (Directive d : block.directives()) {
                    if (d.block() != null) {
                        next.add(d.block());
                    }
                }
            }
            level = next;
        }
        return false;
    }

    /** Collects the addresses and paths behind every auth_http of the mail blocks. */
    private void asked() {
        for (Directive mail : root.all("mail")) {
            if (mail.block() != null) {
                auth(mail.block());
                for (Directive server : mail.block().all("server")) {
                    if (server.block() != null) {
                        auth(server.block());
                    }
                }
            }
        }
    }

    private void auth(Block block) {
        for (Directive d : block.all("auth_http")) {
            if (!d.arguments().isEmpty()) {
                String url = d.arguments().get(0);
                String target = url.startsWith("http://") ? url.substring(7) : url;
                addresses(target, 80).forEach(a -> asked.add(new Asked(a, path(target))));
            }
        }
    }

    private static String path(String hostAndPath) {
        int from = hostAndPath.startsWith("unix:") ? hostAndPath.indexOf(':', 5) + 1 : hostAndPath.indexOf('/');
        String path = from <= 0 ? "" : hostAndPath.substring(from).replaceAll("[?#].*", "");
        return path.isEmpty() ? "/" : path;
    }

    private static List<SocketAddress> addresses(String hostAndPath, int port) {
        try {
            return Url.parse(hostAndPath, port, Url.Option.URI_PART).endpoints().stream()
                    .map(e -> e.address())
                    .toList();
        } catch (Url.Malformed e) {
            return List.of();
        }
    }

    private static boolean isAsked(Block server, List<SocketAddress> asked) {
        return ServerReader.plain(server).stream().anyMatch(l -> asked.stream().anyMatch(a -> takes(l, a)));
    }

    /** Whether a connection to this address arrives at this listener. */
    private static boolean takes(Server.Listen listen, SocketAddress to) {
        if (listen.address().equals(to)) {
            return true;
        }
        InetSocketAddress own = ServerReader.inet(listen);
        if (own == null || !(to instanceof InetSocketAddress there) || own.getPort() != there.getPort()) {
            return false;
        }
        boolean family = own.getAddress().getClass() == there.getAddress().getClass() || !listen.ipv6only();
        return own.getAddress().isAnyLocalAddress() && family;
    }

    private static boolean has(Block block, String name) {
        return block.directives().stream()
                .anyMatch(d -> d.name().equals(name) || (d.block() != null && has(d.block(), name)));
    }

    /** Listens on this machine's own addresses only, and we lack nothing to answer for it. */
    private boolean isOwnHelper(Block server) {
        boolean local = ServerReader.listens(server).stream().allMatch(l -> {
            InetSocketAddress a = ServerReader.inet(l);
            return !l.ssl() && (a == null || a.getAddress().isLoopbackAddress());
        });
        return local && reader.isWhole(http, server);
    }

    /** A server that a served one passes requests to is needed too. */
    private void follow() {
        boolean grown = true;
        while (grown) {
            List<SocketAddress> passed = new ArrayList<>();
            served.forEach(s -> passes(s, passed, false));
            List<SocketAddress> secured = new ArrayList<>();
            served.forEach(s -> passes(s, secured, true));
            List<Block> more = servers().stream()
                    .filter(s -> !served.contains(s)
                            && serve(s, true)
                            && (isAsked(s, passed) || isSecurelyAsked(s, secured)))
                    .toList();
            grown = served.addAll(more);
        }
    }

    private static boolean isSecurelyAsked(Block server, List<SocketAddress> asked) {
        return ServerReader.listens(server).stream()
                .anyMatch(l -> l.ssl() && asked.stream().anyMatch(a -> takes(l, a)));
    }

    /** @param secured whether those in TLS are looked for, or the others */
    private void passes(Block block, List<SocketAddress> all, boolean secured) {
        for (Directive d : block.directives()) {
            if (d.block() != null) {
                passes(d.block(), all, secured);
            } else if (d.name().equals("proxy_pass")
                    && d.arguments().get(0).indexOf('$') < 0
                    && d.arguments().get(0).startsWith("https") == secured) {
                String url = d.arguments().get(0);
                int from = url.indexOf("://") + 3;
                String host = url.substring(from).replaceAll("/.*", "");
                List<Directive> group = http.all("upstream").stream()
                        .filter(u -> u.arguments().get(0).equals(host))
                        .toList();
                for (Directive u : group) {
                    if (u.block() != null) {
                        u.block()
                                .all("server")
                                .forEach(s -> all.addAll(addresses(s.arguments().get(0), 80)));
                    }
                }
                if (group.isEmpty()) {
                    all.addAll(addresses(host, url.startsWith("https") ? 443 : 80));
                }
            }
        }
    }
}

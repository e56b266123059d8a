package io.postern.http.compile;

import io.postern.carried.SslServers;
import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Directive;
import io.postern.directive.Endpoint;
import io.postern.directive.Units;
import io.postern.directive.Url;
import io.postern.http.model.Server;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a server block: where it listens, what it is called, how it reads requests. */
final class ServerReader {
    private final Reading reading;
    private final String hostname;

    ServerReader(Reading reading, String hostname) {
        this.reading = reading;
        this.hostname = hostname;
    }

    /** Where a server block listens; port 80 of every address where it does not say. */
    static List<Server.Listen> listens(Block server) {
        List<Server.Listen> all = new ArrayList<>();
        for (Directive d : server.all("listen")) {
            Url url;
            try {
                url = Url.parse(d.arguments().get(0), 80, Url.Option.LISTEN);
            } catch (Url.Malformed e) {
                throw Complaint.at(
                        d.origin(), e.words() + " in \"" + d.arguments().get(0) + "\" of the \"listen\" directive");
            }
            List<String> options = d.arguments().subList(1, d.arguments().size());
            if (!options.contains("quic")) {
                url.endpoints().forEach(e -> all.add(listen(e, options)));
            }
        }
        if (server.all("listen").isEmpty()) {
            all.add(listen(any(), List.of()));
        }
        return all;
    }

    /** Those without TLS: auth_http speaks none. */
    static List<Server.Listen> plain(Block server) {
        return listens(server).stream().filter(l -> !l.ssl()).toList();
    }

    /** The TLS of a server that clients may choose on a listener with {@code ssl}. */
    Server.Tls tls(Block server) {
        return new Server.Tls(
                SslServers.settings(reading.cycle(), server), SslServers.verify(server), SslServers.rejects(server));
    }

    private static Endpoint any() {
        InetAddress any = new InetSocketAddress(0).getAddress();
        try {
            any = InetAddress.getByAddress(new byte[4]);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
        return new Endpoint(new InetSocketAddress(any, 80), "0.0.0.0:80");
    }

    private static Server.Listen listen(Endpoint endpoint, List<String> options) {
        return new Server.Listen(
                endpoint.address(),
                options.contains("default_server") || options.contains("default"),
                options.contains("ssl"),
                options.contains("proxy_protocol"),
                !options.contains("ipv6only=off"),
                number(options, "backlog="),
                (int) Units.size(value(options, "rcvbuf=")),
                (int) Units.size(value(options, "sndbuf=")));
    }

    private static String value(List<String> options, String name) {
        return options.stream()
                .filter(o -> o.startsWith(name))
                .map(o -> o.substring(name.length()))
                .findFirst()
                .orElse("");
    }

    private static int number(List<String> options, String name) {
        return (int) Math.max(0, Units.number(value(options, name)));
    }

    List<Server.Name> names(Block server) {
        List<Server.Name> names = new ArrayList<>();
        for (Directive d : server.all("server_name")) {
            for (String name : d.arguments()) {
                names.add(name(d, name));
            }
        }
        return names.isEmpty() ? List.of(new Server.Name("", null)) : List.copyOf(names);
    }

    private Server.Name name(Directive d, String name) {
        boolean shortStar = name.startsWith("*") && (name.length() < 3 || name.charAt(1) != '.');
        if (shortStar || name.equals(".")) {
            throw Complaint.at(d.origin(), "server name \"" + name + "\" is invalid");
        }
        if (name.equals("~")) {
            throw Complaint.at(d.origin(), "empty regex in server name \"" + name + "\"");
        }
        if (name.startsWith("~")) {
            String pattern = name.substring(1);
            boolean caseless = pattern.chars().anyMatch(c -> c >= 'A' && c <= 'Z');
            return new Server.Name(pattern, reading.regex(d, pattern, caseless));
        }
        String text = name.equalsIgnoreCase("$hostname") ? hostname : name;
        return new Server.Name(text.toLowerCase(Locale.ROOT), null);
    }

    /** The first name, a pattern with its tilde, another without a leading dot: $server_name. */
    static String first(List<Server.Name> names) {
        String name = names.get(0).text();
        if (names.get(0).regex() != null) {
            return '~' + name;
        }
        return name.startsWith(".") ? name.substring(1) : name;
    }

    static Server.HeaderRules rules(Layer layer) {
        Directive large = layer.last("large_client_header_buffers");
        int number = 4;
        long size = 8192;
        if (large != null) {
            number = (int) Math.max(1, Units.number(large.arguments().get(0)));
            size = Units.size(large.arguments().get(1));
        }
        return new Server.HeaderRules(
                layer.millis("client_header_timeout", 60_000),
                (int) layer.number("client_header_buffer_size", 1024),
                number,
                (int) size,
                layer.flag("underscores_in_headers", false),
                layer.flag("ignore_invalid_headers", true),
                layer.flag("merge_slashes", true),
                (int) layer.number("max_headers", 1000));
    }

    static @Nullable InetSocketAddress inet(Server.Listen listen) {
        return listen.address() instanceof InetSocketAddress a ? a : null;
    }
}

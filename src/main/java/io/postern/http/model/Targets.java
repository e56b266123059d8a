package io.postern.http.model;

import io.postern.directive.Endpoint;
import io.postern.directive.Url;
import java.util.List;
import java.util.Map;

/** Takes the URLs of proxy_pass apart; knows the upstream blocks. */
public final class Targets {
    /** A URL that is none; the message is nginx's. */
    public static final class Bad extends Exception {
        private static final long serialVersionUID = 1L;

        Bad(String message) {
            super(message, null, false, false);
        }
    }

    private final Map<String, Upstream> upstreams;

    public Targets(Map<String, Upstream> upstreams) {
        this.upstreams = Map.copyOf(upstreams);
    }

    /**
     * Takes a URL apart.
     *
     * @param resolve whether a host name is asked of the system, as at start
     */
    public Proxying.Target of(String url, boolean resolve) throws Bad {
        boolean https = url.regionMatches(true, 0, "https://", 0, 8);
        boolean empty = !resolve && url.length() == (https ? 8 : 7);
        if (empty || (!https && !url.regionMatches(true, 0, "http://", 0, 7))) {
            throw new Bad(resolve ? "invalid URL prefix" : "invalid URL prefix in \"" + url + "\"");
        }
        String rest = url.substring(https ? 8 : 7);
        int port = https ? 443 : 80;
        try {
            Url names = Url.parse(rest, port, Url.Option.URI_PART, Url.Option.NO_RESOLVE);
            String path = names.uri().startsWith("?") ? "/" + names.uri() : names.uri();
            String header = names.unix()
                    ? "localhost"
                    : names.noPort() || names.port() == port ? names.host() : names.host() + ":" + names.port();
            Upstream named = upstreams.get(key(names));
            if (named == null && (!names.endpoints().isEmpty() || resolve)) {
                Url found = names.endpoints().isEmpty() ? Url.parse(rest, port, Url.Option.URI_PART) : names;
                named = single(found);
            }
            return new Proxying.Target(https, named, names.host(), names.port(), header, path);
        } catch (Url.Malformed e) {
            throw new Bad(e.words() + " in upstream \"" + rest + "\"");
        }
    }

    /** A named group is meant only where no port is given. */
    private static String key(Url url) {
        return url.noPort() ? url.host() : "";
    }

    /** Every address of a host, all alike. */
    public static Upstream single(Url url) {
        List<Upstream.Server> servers =
                url.endpoints().stream().map(Targets::plain).toList();
        return new Upstream(url.host(), servers, Upstream.Balance.ROUND_ROBIN);
    }

    /** A server with nginx's defaults. */
    public static Upstream.Server plain(Endpoint endpoint) {
        return new Upstream.Server(endpoint, 1, 1, 10_000, false, false, 0);
    }
}

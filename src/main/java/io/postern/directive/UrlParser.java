package io.postern.directive;

import io.postern.directive.Url.Malformed;
import io.postern.directive.Url.Option;
import io.postern.lang.FileName;
import java.net.InetAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** One reading of a {@link Url}; checks in nginx's order, so that of two faults the same one is named. */
final class UrlParser {
    private static final int NOT_A_NUMBER = -1;
    /** sizeof(sockaddr_un.sun_path) on Linux. */
    private static final int SUN_PATH = 108;

    private final String text;
    private final boolean uriPart;
    private final boolean listen;
    private final boolean noResolve;

    private String uri = "";
    private int port;
    private int lastPort;
    private boolean noPort;

    UrlParser(String text, int defaultPort, List<Option> options) {
        this.text = text;
        this.port = defaultPort;
        this.uriPart = options.contains(Option.URI_PART);
        this.listen = options.contains(Option.LISTEN);
        this.noResolve = options.contains(Option.NO_RESOLVE);
    }

    Url parse() throws Malformed {
        if (text.regionMatches(true, 0, "unix:", 0, 5)) {
            return unix();
        }
        return text.startsWith("[") ? inet6() : inet();
    }

    private Url unix() throws Malformed {
        String path = text.substring(5);
        int colon = uriPart ? path.indexOf(':') : -1;
        if (colon >= 0) {
            uri = path.substring(colon + 1);
            path = path.substring(0, colon);
        }
        if (path.isEmpty()) {
            throw new Malformed("no path in the unix domain socket");
        }
        if (path.length() + 1 > SUN_PATH) {
            throw new Malformed("too long path in the unix domain socket");
        }
        Endpoint endpoint =
                new Endpoint(UnixDomainSocketAddress.of(FileName.path(path)), text.substring(0, 5 + path.length()));
        return new Url(text, path, uri, 0, false, false, List.of(endpoint));
    }

    private Url inet() throws Malformed {
        int last = text.length();
        int colon = text.indexOf(':');
        int slash = text.indexOf('/');
        int args = text.indexOf('?');
        int path = args >= 0 && (slash < 0 || args < slash) ? args : slash;
        if (path >= 0) {
            takeUri(path);
            last = path;
            if (path < colon) {
                colon = -1;
            }
        }
        if (colon >= 0) {
            takePort(text.substring(colon + 1, last));
            last = colon;
        } else {
            if (path < 0 && listen && portAlone()) {
                return any("");
            }
            noPort = true;
            lastPort = 0;
        }
        String host = text.substring(0, last);
        if (host.isEmpty()) {
            throw new Malformed("no host");
        }
        if (listen && host.equals("*")) {
            return any(host);
        }
        byte[] v4 = IpText.v4(host);
        if (v4 != null) {
            return url(host, List.of(IpText.address(v4)));
        }
        if (noResolve) {
            return url(host, List.of());
        }
        List<InetAddress> found = HostLookup.addresses(host);
        if (found.isEmpty()) {
            throw new Malformed("host not found");
        }
        return url(host, found);
    }

    private Url inet6() throws Malformed {
        int last = text.length();
        int bracket = text.indexOf(']', 1);
        if (bracket < 0) {
            throw new Malformed("invalid host");
        }
        int path = text.indexOf('/', bracket + 1);
        if (path >= 0) {
            takeUri(path);
            last = path;
        }
        if (bracket + 1 < last) {
            if (text.charAt(bracket + 1) != ':') {
                throw new Malformed("invalid host");
            }
            takePort(text.substring(bracket + 2, last));
        } else {
            noPort = true;
        }
        String inner = text.substring(1, bracket);
        if (inner.isEmpty()) {
            throw new Malformed("no host");
        }
        byte[] v6 = IpText.v6(inner);
        if (v6 == null) {
            throw new Malformed("invalid IPv6 address");
        }
        return url(text.substring(0, bracket + 1), List.of(IpText.address(v6)));
    }

    private void takeUri(int at) throws Malformed {
        if (listen || !uriPart) {
            throw new Malformed("invalid host");
        }
        uri = text.substring(at);
    }

    private void takePort(String word) throws Malformed {
        int dash = listen ? word.indexOf('-') : -1;
        if (dash >= 0) {
            lastPort = valid(number(word.substring(dash + 1)));
        }
        port = valid(number(dash < 0 ? word : word.substring(0, dash)));
        if (lastPort != 0 && port > lastPort) {
            throw new Malformed("invalid port range");
        }
    }

    /** A listen of "8025" or "8025-8030"; a word that is no number is a host. */
    private boolean portAlone() throws Malformed {
        int dash = text.indexOf('-');
        int end = dash < 0 ? 0 : number(text.substring(dash + 1));
        int start = number(dash < 0 ? text : text.substring(0, dash));
        if (end == NOT_A_NUMBER || start == NOT_A_NUMBER) {
            return false;
        }
        if (dash >= 0) {
            lastPort = valid(end);
        }
        port = valid(start);
        if (lastPort != 0 && port > lastPort) {
            throw new Malformed("invalid port range");
        }
        return true;
    }

    private static int valid(int port) throws Malformed {
        if (port < 1 || port > 65535) {
            throw new Malformed("invalid port");
        }
        return port;
    }

    /** Digits only (ngx_atoi), within 63 bits; what is too large for an int is too large for a port. */
    private static int number(String word) {
        return (int) Math.min(Units.number(word), Integer.MAX_VALUE);
    }

    private Url any(String host) {
        return url(host, List.of(IpText.address(new byte[4])));
    }

    private Url url(String host, List<InetAddress> addresses) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (InetAddress address : addresses) {
            for (int p = port; p <= Math.max(port, lastPort); p++) {
                endpoints.add(Url.endpoint(address, p));
            }
        }
        boolean wildcard = !addresses.isEmpty() && addresses.get(0).isAnyLocalAddress();
        return new Url(text, host, uri, port, noPort, wildcard, List.copyOf(endpoints));
    }
}

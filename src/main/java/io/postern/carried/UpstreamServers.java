package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Directive;
import io.postern.directive.IpText;
import io.postern.directive.Units;
import io.postern.directive.Url;
import java.util.List;
import java.util.Set;

/** The servers of an upstream{} (ngx_http_upstream_server, ngx_stream_upstream_server). */
final class UpstreamServers {
    private static final int LONGEST_ROUTE = 32;
    private static final int HTTP_PORT = 80;
    /** Methods that know no servers of second choice. */
    private static final Set<String> WITHOUT_BACKUP = Set.of("hash", "ip_hash", "random");

    private final Args args;
    private final boolean stream;
    private boolean resolve;
    private boolean service;

    private UpstreamServers(Args args) {
        this.args = args;
        this.stream = Realm.of(args).stream();
    }

    static void server(Args args) {
        new UpstreamServers(args).read();
    }

    /** Whether a server's name is looked up while nginx runs. */
    static boolean resolves(List<String> arguments) {
        if (!arguments.subList(1, arguments.size()).contains("resolve")) {
            return false;
        }
        String text = arguments.get(0);
        int colon = text.indexOf(':');
        String host = colon < 0 || text.startsWith("[") ? text : text.substring(0, colon);
        return IpText.parse(host) == null && !text.startsWith("unix:") && !text.startsWith("[");
    }

    private void read() {
        for (int i = 2; i <= args.count(); i++) {
            option(args.get(i), args.printed(i));
        }
        String text = args.get(1);
        if (service && !resolve) {
            throw Complaint.here("service upstream \"" + text + "\" requires \"resolve\" parameter");
        }
        Url url;
        int port = stream ? 0 : HTTP_PORT;
        try {
            url = resolve || !args.cycle().touches()
                    ? Url.parse(text, port, Url.Option.NO_RESOLVE)
                    : Url.parse(text, port);
        } catch (Url.Malformed e) {
            throw Complaint.here(e.words() + " in upstream \"" + text + '"');
        }
        if (stream && url.noPort() && !service) {
            throw Complaint.here("no port in upstream \"" + text + '"');
        }
        if (service && !url.noPort()) {
            throw Complaint.here("service upstream \"" + text + "\" may not have port");
        }
        if (service && !url.endpoints().isEmpty()) {
            throw Complaint.here("service upstream \"" + text + "\" requires domain name");
        }
    }

    private void option(String word, String printed) {
        if (word.startsWith("weight=")) {
            refuseUnless(Units.number(word.substring(7)) > 0, word);
        } else if (word.startsWith("max_conns=") || word.startsWith("max_fails=")) {
            refuseUnless(Units.number(word.substring(10)) >= 0, word);
        } else if (word.startsWith("fail_timeout=")) {
            refuseUnless(Units.seconds(word.substring(13)) >= 0, word);
        } else if (printed.equals("backup")) {
            if (!backups(args.block())) {
                throw Complaint.here("balancing method does not support parameter \"" + word + '"');
            }
        } else if (!stream && word.startsWith("route=")) {
            route(word.substring(6));
        } else if (printed.equals("resolve")) {
            resolve = true;
        } else if (word.startsWith("service=")) {
            if (word.length() == 8) {
                throw Complaint.here("service is empty");
            }
            service = true;
        } else {
            refuseUnless(printed.equals("down") || (!stream && printed.equals("drain")), word);
        }
    }

    /** Whether the method named last takes servers of second choice. */
    private static boolean backups(Block upstream) {
        boolean backups = true;
        for (Directive directive : upstream.directives()) {
            switch (directive.name()) {
                case "hash", "ip_hash", "random" -> backups = false;
                case "least_conn", "least_time" -> backups = true;
                default -> {}
            }
        }
        return backups;
    }

    private static void route(String route) {
        if (route.isEmpty()) {
            throw Complaint.here("route is empty");
        }
        if (route.length() > LONGEST_ROUTE) {
            throw Complaint.here("route is longer than " + LONGEST_ROUTE);
        }
    }

    private static void refuseUnless(boolean right, String word) {
        if (!right) {
            throw Complaint.here("invalid parameter \"" + word + '"');
        }
    }

    /** The "}" of an upstream. */
    static void close(Block upstream) {
        if (upstream.all("server").isEmpty()) {
            throw Complaint.here("no servers are inside upstream");
        }
    }

    /** Whether a directive names a method of balancing. */
    static boolean isMethod(String name) {
        return WITHOUT_BACKUP.contains(name) || name.equals("least_conn") || name.equals("least_time");
    }
}

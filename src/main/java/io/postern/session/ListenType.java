package io.postern.session;

import io.postern.directive.Args;
import io.postern.directive.Complaint;
import io.postern.directive.Endpoint;
import io.postern.directive.Type;
import io.postern.directive.Types;
import io.postern.directive.Units;
import io.postern.directive.Url;
import io.postern.lang.Origin;
import io.postern.net.Listening;
import io.postern.net.Listening.Keepalive;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The arguments of {@code listen} (ngx_mail_core_listen). */
final class ListenType implements Type<ListenType.Listens> {
    /**
     * What the {@code listen} directives of one server say together.
     *
     * @param protocol what the first well-known port among them implies
     * @param ssl where {@code ssl} was asked for last
     */
    record Listens(
            List<Listen> all,
            @Nullable String protocol,
            @Nullable Origin ssl) {}

    /** All addresses of the file so far: no two servers may share one. */
    private static final class Taken {
        final Set<SocketAddress> addresses = new HashSet<>();
    }

    private static final Listens NONE = new Listens(List.of(), null, null);

    @Override
    public Listens parse(Args args) {
        return again(NONE, args);
    }

    @Override
    public Listens again(Listens before, Args args) {
        Url url;
        try {
            url = Url.parse(args.get(1), 0, Url.Option.LISTEN);
        } catch (Url.Malformed e) {
            throw Complaint.here(e.words() + " in \"" + args.get(1) + "\" of the \"listen\" directive");
        }
        Options options = new Options();
        for (int i = 2; i <= args.count(); i++) {
            options.take(args.get(i), args.printed(i));
        }
        Protocols protocols = args.cycle().given(Protocols.class);
        String implied = (protocols == null ? Protocols.NGINX : protocols).at(url.port());
        Taken taken = args.cycle().memo(Taken.class, Taken::new);
        List<Listen> all = new ArrayList<>(before.all());
        Set<SocketAddress> own = new LinkedHashSet<>();
        for (Endpoint endpoint : url.endpoints()) {
            if (own.add(endpoint.address())) {
                if (!taken.addresses.add(endpoint.address())) {
                    throw Complaint.here("duplicate \"" + endpoint.name() + "\" address and port pair");
                }
                all.add(options.at(endpoint));
            }
        }
        return new Listens(
                List.copyOf(all),
                before.protocol() == null ? implied : before.protocol(),
                options.ssl ? args.origin() : before.ssl());
    }

    /** What stands behind the address. */
    private static final class Options {
        private int backlog = Listening.DEFAULT_BACKLOG;
        private int rcvbuf = -1;
        private int sndbuf = -1;
        private boolean ipv6only = true;
        private Keepalive keepalive = Keepalive.AS_IS;
        private boolean bind;
        private boolean ssl;
        private boolean proxyProtocol;
        private boolean multipath;

        void take(String option, String printed) {
            if (printed.equals("ssl")) {
                ssl = true;
            } else if (printed.equals("proxy_protocol")) {
                proxyProtocol = true;
            } else {
                bind = true;
                socket(option, printed);
            }
        }

        private void socket(String option, String printed) {
            if (option.startsWith("backlog=")) {
                backlog = (int) Units.number(option.substring(8));
                refuseIf(backlog == -1 || backlog == 0, "invalid backlog \"" + option + '"');
            } else if (option.startsWith("rcvbuf=")) {
                rcvbuf = (int) Units.size(option.substring(7));
                refuseIf(rcvbuf == -1, "invalid rcvbuf \"" + option + '"');
            } else if (option.startsWith("sndbuf=")) {
                sndbuf = (int) Units.size(option.substring(7));
                refuseIf(sndbuf == -1, "invalid sndbuf \"" + option + '"');
            } else if (option.startsWith("ipv6only=o")) {
                ipv6only = printed.equals("ipv6only=on");
                refuseIf(
                        !ipv6only && !printed.equals("ipv6only=off"),
                        "invalid ipv6only flags \"" + printed.substring(9) + '"');
            } else if (option.startsWith("so_keepalive=")) {
                keepalive = keepalive(option.substring(13), printed.substring(13));
            } else {
                // multipath is taken and a plain TCP socket made: clients of either kind can connect to that.
                multipath |= printed.equals("multipath");
                refuseIf(
                        !printed.equals("bind") && !printed.equals("multipath"), "invalid parameter \"" + option + '"');
            }
        }

        private static Keepalive keepalive(String value, String printed) {
            if (printed.equals("on")) {
                return new Keepalive(Keepalive.Use.ON, 0, 0, 0);
            }
            if (printed.equals("off")) {
                return new Keepalive(Keepalive.Use.OFF, 0, 0, 0);
            }
            String[] parts = value.split(":", 3);
            // nginx keeps them so
            int idle = (int) (parts[0].isEmpty() ? 0 : Units.seconds(parts[0]));
            int interval = (int) (parts.length < 2 || parts[1].isEmpty() ? 0 : Units.seconds(parts[1]));
            int count = (int) (parts.length < 3 || parts[2].isEmpty() ? 0 : Units.number(parts[2]));
            refuseIf(
                    idle == -1 || interval == -1 || count == -1 || (idle == 0 && interval == 0 && count == 0),
                    "invalid so_keepalive value: \"" + printed + '"');
            return new Keepalive(Keepalive.Use.ON, idle, interval, count);
        }

        private static void refuseIf(boolean wrong, String words) {
            if (wrong) {
                throw Complaint.here(words);
            }
        }

        Listen at(Endpoint endpoint) {
            boolean wildcard = endpoint.address() instanceof InetSocketAddress inet
                    && inet.getAddress().isAnyLocalAddress();
            Listening listening = new Listening(endpoint.address(), backlog, rcvbuf, sndbuf, ipv6only, keepalive);
            return new Listen(listening, Types.cString(endpoint.name()), wildcard, bind, ssl, proxyProtocol, multipath);
        }
    }
}

package io.postern.dns;

import io.postern.directive.Args;
import io.postern.directive.Arity;
import io.postern.directive.Complaint;
import io.postern.directive.Context;
import io.postern.directive.Endpoint;
import io.postern.directive.Row;
import io.postern.directive.Table;
import io.postern.directive.Types;
import io.postern.directive.Units;
import io.postern.directive.Url;
import io.postern.settings.Module;
import io.postern.settings.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What may be configured of name servers (in nginx a part of the mail core). */
public final class DnsModule implements Module<DnsSettings> {
    private static final Table TABLE = Table.of("ngx_mail_core_module");
    private static final int DNS_PORT = 53;

    static final Row<Optional<ResolverSettings>> RESOLVER = TABLE.row(
            "resolver",
            Arity.ONE_OR_MORE,
            DnsModule::resolver,
            "off",
            "Name servers that are asked for SMTP clients' host names; off leaves clients without names.",
            Context.MAIL,
            Context.MAIL_SERVER);

    static final Row<Duration> TIMEOUT = TABLE.row(
            "resolver_timeout",
            Arity.ONE,
            Types.MSEC,
            "30s",
            "Longest time for one look-up.",
            Context.MAIL,
            Context.MAIL_SERVER);

    @Override
    public Table table() {
        return TABLE;
    }

    @Override
    public Class<DnsSettings> kind() {
        return DnsSettings.class;
    }

    @Override
    public DnsSettings read(Scope scope) {
        return new DnsSettings(scope.get(RESOLVER), scope.get(TIMEOUT).toMillis());
    }

    /** Checks a resolver of another block than mail's, where "off" is a host like any other. */
    public static void check(Args args) {
        servers(args);
    }

    /** ngx_resolver_create: what is no known parameter is a name server. */
    private static Optional<ResolverSettings> resolver(Args args) {
        if (args.printed(1).equals("off")) {
            return Optional.empty();
        }
        return Optional.of(servers(args));
    }

    private static ResolverSettings servers(Args args) {
        List<Endpoint> servers = new ArrayList<>();
        boolean any = false;
        long valid = 0;
        boolean ipv4 = true;
        boolean ipv6 = true;
        for (int i = 1; i <= args.count(); i++) {
            String word = args.get(i);
            if (word.startsWith("valid=")) {
                valid = Units.seconds(word.substring("valid=".length()));
                if (valid < 0) {
                    throw invalid(word);
                }
            } else if (word.startsWith("ipv4=")) {
                ipv4 = onOrOff(word);
            } else if (word.startsWith("ipv6=")) {
                ipv6 = onOrOff(word);
            } else {
                servers.addAll(server(word, args.cycle().touches()));
                any = true;
            }
        }
        if (!ipv4 && !ipv6) {
            throw Complaint.here("\"ipv4\" and \"ipv6\" cannot both be \"off\"");
        }
        if (!any) {
            throw Complaint.here("no name servers defined");
        }
        return new ResolverSettings(List.copyOf(servers), valid, ipv4, ipv6);
    }

    private static boolean onOrOff(String word) {
        return switch (Types.cString(word.substring("ipv4=".length()))) {
            case "on" -> true;
            case "off" -> false;
            default -> throw invalid(word);
        };
    }

    private static Complaint invalid(String word) {
        return Complaint.here("invalid parameter: " + word);
    }

    private static List<Endpoint> server(String word, boolean resolve) {
        try {
            return (resolve ? Url.parse(word, DNS_PORT) : Url.parse(word, DNS_PORT, Url.Option.NO_RESOLVE)).endpoints();
        } catch (Url.Malformed e) {
            throw Complaint.here(e.words() + " in resolver \"" + word + '"');
        }
    }
}

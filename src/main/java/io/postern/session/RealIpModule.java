package io.postern.session;

import io.postern.directive.Args;
import io.postern.directive.Arity;
import io.postern.directive.Complaint;
import io.postern.directive.Context;
import io.postern.directive.HostLookup;
import io.postern.directive.Network;
import io.postern.directive.Row;
import io.postern.directive.Table;
import io.postern.directive.Types;
import io.postern.session.RealIp.Range;
import io.postern.settings.Module;
import io.postern.settings.Scope;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Whose word for a client's address is taken (ngx_mail_realip_module). */
public final class RealIpModule implements Module<RealIp> {
    private static final Table TABLE = Table.of("ngx_mail_realip_module");

    static final Row<List<Range>> SET_REAL_IP_FROM = TABLE.optional(
            "set_real_ip_from",
            Arity.ONE,
            Types.joined(RealIpModule::ranges),
            "Peers whose PROXY protocol header replaces the client's address: an address, a network, a name or unix:.",
            Context.MAIL,
            Context.MAIL_SERVER);

    @Override
    public Table table() {
        return TABLE;
    }

    @Override
    public Class<RealIp> kind() {
        return RealIp.class;
    }

    @Override
    public RealIp read(Scope scope) {
        List<Range> trusted = scope.find(SET_REAL_IP_FROM);
        return trusted == null ? RealIp.NONE : new RealIp(trusted);
    }

    private static List<Range> ranges(Args args) {
        if (args.printed(1).equals("unix:")) {
            return List.of(new Range.Unix());
        }
        Network network = Network.parse(args.get(1));
        if (network != null) {
            network.warnOfLowBits(args, args.get(1));
            return List.of(new Range.Inet(network));
        }
        if (!args.cycle().touches()) {
            return List.of();
        }
        List<Range> hosts = new ArrayList<>();
        for (InetAddress address : HostLookup.addresses(args.get(1))) {
            hosts.add(new Range.Inet(Network.of(address)));
        }
        if (hosts.isEmpty()) {
            throw Complaint.here("host not found in set_real_ip_from \"" + args.get(1) + '"');
        }
        return hosts;
    }
}

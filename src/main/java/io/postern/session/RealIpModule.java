package io.postern.session;

import io.postern.directive.Args;
import io.postern.directive.Arity;
import io.postern.directive.Complaint;
import io.postern.directive.Context;
import io.postern.directive.HostLookup;
import io.postern.directive.IpText;
import io.postern.directive.Row;
import io.postern.directive.Table;
import io.postern.directive.Types;
import io.postern.directive.Units;
import io.postern.session.RealIp.Range;
import io.postern.settings.Module;
import io.postern.settings.Scope;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        Range network = network(args);
        if (network != null) {
            return List.of(network);
        }
        if (!args.cycle().touches()) {
            return List.of();
        }
        List<Range> hosts = new ArrayList<>();
        for (InetAddress address : HostLookup.addresses(args.get(1))) {
            hosts.add(new Range.Inet(address, address.getAddress().length * 8));
        }
        if (hosts.isEmpty()) {
            throw Complaint.here("host not found in set_real_ip_from \"" + args.get(1) + '"');
        }
        return hosts;
    }

    /** An address or network (ngx_ptocidr); null for what is neither. */
    private static @Nullable Range network(Args args) {
        String text = args.get(1);
        int slash = text.indexOf('/');
        InetAddress address = IpText.parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return null;
        }
        byte[] bytes = address.getAddress();
        if (slash < 0) {
            return new Range.Inet(address, bytes.length * 8);
        }
        long bits = Units.number(text.substring(slash + 1));
        if (bits < 0 || bits > bytes.length * 8L) {
            return null;
        }
        boolean low = false;
        for (int i = 0; i < bytes.length; i++) {
            int kept = (int) Math.max(0, Math.min(8, bits - 8L * i));
            byte masked = (byte) (bytes[i] & (0xff << (8 - kept)));
            low |= masked != bytes[i];
            bytes[i] = masked;
        }
        if (low) {
            args.warn("low address bits of " + text + " are meaningless");
        }
        return new Range.Inet(IpText.address(bytes), (int) bits);
    }
}

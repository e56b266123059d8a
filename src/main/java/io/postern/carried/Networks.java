package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Complaint;
import io.postern.directive.HostLookup;
import io.postern.directive.IpText;
import io.postern.directive.Units;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Networks in a configuration (ngx_ptocidr), and the directives that name them: allow, deny, set_real_ip_from. */
final class Networks {
    /** A network; {@code low} says that its address has bits that do not count. */
    record Network(InetAddress address, int bits, boolean low) {}

    private Networks() {}

    /** Reads one; null for what is none. */
    static @Nullable Network read(String text) {
        int slash = text.indexOf('/');
        InetAddress address = IpText.parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return null;
        }
        byte[] bytes = address.getAddress();
        if (slash < 0) {
            return new Network(address, bytes.length * 8, false);
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
        return new Network(IpText.address(bytes), (int) bits, low);
    }

    /** Warns where a network's address has bits that do not count. */
    static void warnOfLowBits(Args args, Network network, String text) {
        if (network.low) {
            args.warn("low address bits of " + text + " are meaningless");
        }
    }

    static void access(Args args) {
        String text = args.get(1);
        if (text.equals("all") || text.equals("unix:")) {
            return;
        }
        Network network = read(text);
        if (network == null) {
            throw Complaint.here("invalid parameter \"" + text + '"');
        }
        warnOfLowBits(args, network, text);
    }

    static void realIpFrom(Args args) {
        String text = args.get(1);
        if (args.printed(1).equals("unix:")) {
            return;
        }
        Network network = read(text);
        if (network != null) {
            warnOfLowBits(args, network, text);
        } else if (args.cycle().touches() && HostLookup.addresses(text).isEmpty()) {
            throw Complaint.here("host not found in set_real_ip_from \"" + text + '"');
        }
    }
}

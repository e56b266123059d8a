package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Complaint;
import io.postern.directive.HostLookup;
import io.postern.directive.Network;

/** The directives that name networks: allow, deny, set_real_ip_from. */
final class Networks {
    private Networks() {}

    static void access(Args args) {
        String text = args.get(1);
        if (text.equals("all") || text.equals("unix:")) {
            return;
        }
        Network network = Network.parse(text);
        if (network == null) {
            throw Complaint.here("invalid parameter \"" + text + '"');
        }
        network.warnOfLowBits(args, text);
    }

    static void realIpFrom(Args args) {
        String text = args.get(1);
        if (args.printed(1).equals("unix:")) {
            return;
        }
        Network network = Network.parse(text);
        if (network != null) {
            network.warnOfLowBits(args, text);
        } else if (args.cycle().touches() && HostLookup.addresses(text).isEmpty()) {
            throw Complaint.here("host not found in set_real_ip_from \"" + text + '"');
        }
    }
}

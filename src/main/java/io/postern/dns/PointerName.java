package io.postern.dns;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ReverseMap;

/** The name under which an address' own name is to be had, and back again (ngx_resolver_create_addr_query, ngx_resolver_process_ptr). */
final class PointerName {
    private static final Pattern IPV4 =
            Pattern.compile("(0*(\\d|\\d\\d|1\\d\\d|2[0-4]\\d|25[0-5])\\.){4}in-addr\\.arpa");
    private static final Pattern IPV6 = Pattern.compile("([0-9a-f]\\.){32}ip6\\.arpa");
    private static final int NIBBLES = 32;

    private PointerName() {}

    static String of(InetAddress address) {
        return ReverseMap.fromAddress(address).toString(true);
    }

    /** The address of such a name, which is in lower case; null where it is none. */
    static @Nullable InetAddress address(String name) {
        String[] labels = name.split("\\.", NIBBLES + 1);
        try {
            if (IPV4.matcher(name).matches()) {
                byte[] raw = new byte[4];
                for (int i = 0; i < raw.length; i++) {
                    raw[raw.length - 1 - i] = (byte) Integer.parseInt(labels[i]);
                }
                return InetAddress.getByAddress(raw);
            }
            if (IPV6.matcher(name).matches()) {
                byte[] raw = new byte[NIBBLES / 2];
                for (int i = 0; i < NIBBLES; i++) {
                    raw[raw.length - 1 - i / 2] |= (byte) (Integer.parseInt(labels[i], 16) << (i % 2 * 4));
                }
                return Inet6Address.getByAddress("", raw, -1);
            }
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
        return null;
    }
}

package io.postern.directive;

import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The addresses that have the same leading bits (nginx's ngx_cidr_t). */
public final class Network {
    private static final int IPV4_IN_IPV6 = 12;

    private final byte[] address;
    private final int bits;
    private final boolean low;

    private Network(byte[] address, int bits, boolean low) {
        this.address = address;
        this.bits = bits;
        this.low = low;
    }

    /** A single address. */
    public static Network of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return new Network(bytes, bytes.length * 8, false);
    }

    /** {@code 10.0.0.0/8}, {@code ::1} (ngx_ptocidr); null for what is no such text. */
    public static @Nullable Network parse(String text) {
        int slash = text.indexOf('/');
        InetAddress literal = IpText.parse(slash < 0 ? text : text.substring(0, slash));
        if (literal == null || slash < 0) {
            return literal == null ? null : of(literal);
        }
        byte[] address = literal.getAddress();
        long bits = Units.number(text.substring(slash + 1));
        if (bits < 0 || bits > address.length * 8L) {
            return null;
        }
        boolean low = false;
        for (int i = 0; i < address.length; i++) {
            int kept = (int) Math.max(0, Math.min(8, bits - 8L * i));
            byte masked = (byte) (address[i] & (0xff << (8 - kept)));
            low |= masked != address[i];
            address[i] = masked;
        }
        return new Network(address, (int) bits, low);
    }

    /** The lowest address. */
    public InetAddress address() {
        return IpText.address(address);
    }

    /** How many leading bits count. */
    public int bits() {
        return bits;
    }

    /** Warns where this was written with bits that do not count. */
    public void warnOfLowBits(Args args, String text) {
        if (low) {
            args.warn("low address bits of " + text + " are meaningless");
        }
    }

    /** Whether an address is one of these; an IPv4 address in IPv6 clothes counts as IPv4 (ngx_cidr_match). */
    public boolean covers(InetAddress client) {
        byte[] other = client.getAddress();
        if (other.length > IPV4_IN_IPV6 && mapped(other)) {
            other = Arrays.copyOfRange(other, IPV4_IN_IPV6, other.length);
        }
        if (other.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            if (((address[bit >> 3] ^ other[bit >> 3]) & 0x80 >> (bit & 7)) != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean mapped(byte[] address) {
        for (int i = 0; i < IPV4_IN_IPV6 - 2; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return address[IPV4_IN_IPV6 - 2] == -1 && address[IPV4_IN_IPV6 - 1] == -1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Network n && n.bits == bits && Arrays.equals(n.address, address);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(address) * 31 + bits;
    }
}

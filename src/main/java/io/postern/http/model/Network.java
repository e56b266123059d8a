package io.postern.http.model;

import io.postern.directive.IpText;
import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An address with a prefix length; bytes behind the prefix are ignored. */
public final class Network {
    private final byte[] address;
    private final int prefix;

    private Network(byte[] address, int prefix) {
        this.address = address;
        this.prefix = prefix;
    }

    /** A single address. */
    public static Network of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return new Network(bytes, bytes.length * 8);
    }

    /** {@code 10.0.0.0/8}, {@code ::1}; null when it is no literal network. */
    public static @Nullable Network of(String text) {
        int slash = text.indexOf('/');
        InetAddress literal = IpText.parse(slash < 0 ? text : text.substring(0, slash));
        if (literal == null) {
            return null;
        }
        byte[] address = literal.getAddress();
        int bits = address.length * 8;
        if (slash < 0) {
            return new Network(address, bits);
        }
        String length = text.substring(slash + 1);
        if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > bits) {
            return null;
        }
        return new Network(address, Integer.parseInt(length));
    }

    /** An IPv4 address in IPv6 clothes counts as IPv4. */
    public boolean contains(InetAddress client) {
        byte[] other = client.getAddress();
        if (other.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit & 7);
            if ((address[bit >> 3] & mask) != (other[bit >> 3] & mask)) {
                return false;
            }
        }
        return true;
    }

    public int prefix() {
        return prefix;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Network n && n.prefix == prefix && Arrays.equals(n.address, address);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(address) * 31 + prefix;
    }
}

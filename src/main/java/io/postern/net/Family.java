package io.postern.net;

import io.postern.directive.IpText;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Java turns IPv4-mapped IPv6 addresses into IPv4 ones; the family of the socket tells what they were. */
final class Family {
    private Family() {}

    /** The address as a socket of the other address' family has it: {@code ::ffff:192.0.2.1} where that one is of IPv6. */
    static SocketAddress of(SocketAddress other, InetSocketAddress address) {
        if (address.getAddress() instanceof Inet4Address v4
                && other instanceof InetSocketAddress own
                && own.getAddress() instanceof Inet6Address) {
            byte[] bytes = new byte[16];
            bytes[10] = -1;
            bytes[11] = -1;
            System.arraycopy(v4.getAddress(), 0, bytes, 12, 4);
            return new InetSocketAddress(IpText.address(bytes), address.getPort());
        }
        return address;
    }
}

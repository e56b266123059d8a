package io.postern.side;

import io.postern.directive.IpText;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/**
 * Where a server block listens.
 *
 * @param text as nginx writes it, in {@code listen} and in logs
 */
record Place(String text, SocketAddress address) {
    /** A port of loopback, IPv4. */
    static Place port(int port) {
        return new Place("127.0.0.1:" + port, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** A port of loopback, IPv6. */
    static Place port6(int port) {
        return new Place("[::1]:" + port, new InetSocketAddress(loopback6(), port));
    }

    static InetAddress loopback6() {
        byte[] address = new byte[16];
        address[15] = 1;
        return IpText.address(address);
    }

    static Place unix(Path path) {
        return new Place("unix:" + path, UnixDomainSocketAddress.of(path));
    }

    /** Another one of that kind which nobody has. */
    Place another() {
        return address instanceof UnixDomainSocketAddress unix
                ? unix(unix.getPath().resolveSibling(unix.getPath().getFileName() + ".other"))
                : port(Ports.free());
    }
}

package io.postern.side;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
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
        try {
            return new Place("[::1]:" + port, new InetSocketAddress(InetAddress.getByName("::1"), port));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    static Place unix(Path path) {
        return new Place("unix:" + path, UnixDomainSocketAddress.of(path));
    }
}

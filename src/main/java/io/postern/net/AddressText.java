package io.postern.net;

import io.postern.directive.IpText;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** Socket addresses as nginx writes them (ngx_sock_ntop). */
public final class AddressText {
    private AddressText() {}

    /** {@code 192.0.2.1}, {@code 2001:db8::1}, {@code unix:/path}, or {@code unix:} for a client on a unix socket. */
    public static String of(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? IpText.text(inet.getAddress()) : unix(address);
    }

    /** {@code 192.0.2.1:25}, {@code [2001:db8::1]:25}, {@code unix:/path} or {@code unix:}. */
    public static String withPort(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? IpText.text(inet.getAddress(), inet.getPort())
                : unix(address);
    }

    private static String unix(SocketAddress address) {
        return address instanceof UnixDomainSocketAddress unix ? "unix:" + unix.getPath() : "unix:";
    }
}

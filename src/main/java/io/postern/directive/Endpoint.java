package io.postern.directive;

import java.net.SocketAddress;

/**
 * An address and nginx's name for it (ngx_addr_t): {@code 127.0.0.1:80}, {@code [::1]:80}, {@code unix:/path}.
 *
 * @param address an {@link java.net.InetSocketAddress} or a {@link java.net.UnixDomainSocketAddress}
 */
public record Endpoint(SocketAddress address, String name) {}

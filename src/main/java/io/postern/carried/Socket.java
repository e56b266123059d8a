package io.postern.carried;

import java.net.SocketAddress;

/**
 * A socket that http{} or stream{} would listen on.
 *
 * @param address where
 * @param text nginx's name for the address
 * @param datagram UDP rather than TCP
 * @param multipath MPTCP rather than TCP
 */
public record Socket(SocketAddress address, String text, boolean datagram, boolean multipath) {}

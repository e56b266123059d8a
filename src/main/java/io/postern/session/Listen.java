package io.postern.session;

import io.postern.net.Listening;

/**
 * One address of a {@code listen} directive.
 *
 * @param text nginx's name for the address
 * @param wildcard the address is none in particular
 * @param bind the address gets a socket of its own even beside a wildcard on the same port
 * @param multipath asked for, though a plain TCP socket is made
 */
public record Listen(
        Listening listening,
        String text,
        boolean wildcard,
        boolean bind,
        boolean ssl,
        boolean proxyProtocol,
        boolean multipath) {}

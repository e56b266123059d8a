package io.postern.http.compile;

import java.net.SocketAddress;

/**
 * What an auth_http asks.
 *
 * @param path without arguments
 */
record Asked(SocketAddress address, String path) {}

package io.postern.session;

/**
 * An address that clients connect to and what is behind it.
 *
 * @param text the address as the log shows it behind {@code server:}
 * @param ssl TLS begins at once
 * @param proxyProtocol a PROXY header comes first
 */
public record Gate(String text, boolean ssl, boolean proxyProtocol, Service service) {}

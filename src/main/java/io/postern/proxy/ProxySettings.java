package io.postern.proxy;

/**
 * How one server block talks to back ends.
 *
 * @param buffer {@code proxy_buffer} in bytes: what a back end's reply may take, and what is held for a slow client
 * @param timeout {@code proxy_timeout} in milliseconds
 * @param passErrorMessage {@code proxy_pass_error_message}
 * @param proxyProtocol {@code proxy_protocol}: the version of the header sent first, 0 for none
 */
public record ProxySettings(int buffer, long timeout, boolean passErrorMessage, int proxyProtocol) {}

package io.postern.dns;

import java.util.Optional;

/**
 * What the configuration says of name servers for one server.
 *
 * @param resolver none where names are not looked up
 * @param timeout milliseconds for one look-up
 */
public record DnsSettings(Optional<ResolverSettings> resolver, long timeout) {}

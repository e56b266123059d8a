package io.postern.dns;

import io.postern.directive.Endpoint;
import java.util.List;

/**
 * What {@code resolver} says.
 *
 * @param servers the name servers, asked in turn
 * @param valid seconds for which answers are kept; zero keeps them as long as they say
 * @param ipv4 whether names are asked for IPv4 addresses
 * @param ipv6 whether names are asked for IPv6 addresses
 */
public record ResolverSettings(List<Endpoint> servers, long valid, boolean ipv4, boolean ipv6) {}

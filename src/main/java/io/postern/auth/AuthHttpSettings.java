package io.postern.auth;

import io.postern.directive.Endpoint;

/**
 * What the configuration says of {@code auth_http} for one server.
 *
 * @param server the first address of the host, as found when the configuration was read
 * @param hostHeader the host as written, without port; {@code localhost} for a unix socket
 * @param uri the path and arguments as written, or {@code /}
 * @param timeout milliseconds from connecting to the end of the reply's header
 * @param headers the {@code auth_http_header} lines in their order, each with CR LF
 * @param passClientCertificate whether {@code Auth-SSL-Cert} is sent
 * @param keepAlive how many idle connections each event loop keeps; 0 for none
 */
public record AuthHttpSettings(
        Endpoint server,
        String hostHeader,
        String uri,
        long timeout,
        String headers,
        boolean passClientCertificate,
        long keepAlive) {}

package io.postern.http.model;

import io.postern.directive.Network;
import java.util.List;

/** set_real_ip_from, real_ip_header and real_ip_recursive; {@code header} is lower case. */
public record RealIp(List<Network> from, boolean fromUnix, String header, boolean recursive) {}

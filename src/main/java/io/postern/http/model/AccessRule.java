package io.postern.http.model;

import io.postern.directive.Network;
import org.jspecify.annotations.Nullable;

/** {@code allow} or {@code deny}; a null network is everybody, UNIX is the clients of unix: sockets. */
public record AccessRule(@Nullable Network network, boolean unix, boolean deny) {}

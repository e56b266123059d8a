/**
 * What one client's connection is doing before it is relayed.
 *
 * <p>Floor 7. Knows protocols, auth and back ends only through interfaces it owns.
 *
 * <p>A client's way, to be read in this order. {@link io.postern.session.Doorman} makes a {@link io.postern.session.Session} of what a
 * listener accepted. {@code Entrance} takes the PROXY header and TLS. {@code Conversation} greets, hands each command to the protocol's
 * {@link io.postern.session.ClientTalk} and carries out the {@link io.postern.session.Step} that comes back. {@code Asking} has a login
 * judged by the {@link io.postern.session.Authority} ({@code auth.AuthHttp}). The {@link io.postern.session.Carrier}
 * ({@code proxy.Proxy}) connects to the back end and logs in there ({@code proxy.Dial}) with the protocol's
 * {@link io.postern.session.BackendTalk}; what is left in the end is {@code proxy.Relay} between two wires. What a session is doing at
 * the moment is its {@link io.postern.session.Stage}.
 */
@NullMarked
package io.postern.session;

import org.jspecify.annotations.NullMarked;

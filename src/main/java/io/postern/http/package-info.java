/**
 * How the small http{} side of the same nginx.conf answers: auth endpoints, status pages.
 *
 * <p>Floor 10. Knows nothing of any mail protocol.
 *
 * <p>A configuration's way. {@link io.postern.http.HttpModule} has {@code compile.ServedServers} choose the servers that are served here
 * and {@code compile.HttpReader} make a {@code match.Http} of them, of {@code model}'s records; {@link io.postern.http.HttpDoors} puts it
 * to work, one {@code serve.HttpAcceptor} for each address.
 *
 * <p>A request's way, to be read in this order; what has no package named here is in {@code serve}. {@code HttpConnection} is a client's
 * connection, {@code Arrival} its PROXY header and TLS. {@code RequestCycle} takes one request after the other: {@code RequestReader}
 * reads its head, {@code Phases} take it from server to location to content, {@code Contents} asks for that content, {@code Answer} makes
 * the reply. The request itself is an {@code exchange.Exchange}; {@code rewrite.Rewriter} and {@code match.LocationFinder} decide where
 * it goes, and {@code proxy.Passing} passes it on.
 */
@NullMarked
package io.postern.http;

import org.jspecify.annotations.NullMarked;

/**
 * How a client's bytes become requests and replies: the Netty side.
 *
 * <p>Part of the http room, floor 10. Confined to the channel's event loop.
 */
@NullMarked
package io.postern.http.serve;

import org.jspecify.annotations.NullMarked;

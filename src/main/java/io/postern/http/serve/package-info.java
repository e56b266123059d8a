/**
 * How a client's bytes become requests and replies.
 *
 * <p>Part of the http room, floor 10. Confined to the connection's event loop.
 */
@NullMarked
package io.postern.http.serve;

import org.jspecify.annotations.NullMarked;

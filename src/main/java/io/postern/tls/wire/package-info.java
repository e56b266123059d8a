/**
 * A wire in TLS, whichever engine it has: handshake, bytes, goodbye.
 *
 * <p>Part of the tls room, floor 5. Confined to the connection's event loop.
 */
@NullMarked
package io.postern.tls.wire;

import org.jspecify.annotations.NullMarked;

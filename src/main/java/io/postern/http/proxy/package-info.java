/**
 * How proxy_pass asks another server.
 *
 * <p>Part of the http room, floor 10. Confined to the client's event loop.
 */
@NullMarked
package io.postern.http.proxy;

import org.jspecify.annotations.NullMarked;

/**
 * Which server and which location answers a request.
 *
 * <p>Part of the http room, floor 10. Pure.
 */
@NullMarked
package io.postern.http.match;

import org.jspecify.annotations.NullMarked;

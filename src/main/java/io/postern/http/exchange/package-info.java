/**
 * One request and its reply while it is being served, and every variable that can be read off it.
 *
 * <p>Part of the http room, floor 10. Confined to one event loop.
 */
@NullMarked
package io.postern.http.exchange;

import org.jspecify.annotations.NullMarked;

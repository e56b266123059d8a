/**
 * Which file is behind a URI, and what of it was asked for.
 *
 * <p>Part of the http room, floor 10. Knows nothing of connections.
 */
@NullMarked
package io.postern.http.files;

import org.jspecify.annotations.NullMarked;

/**
 * What a client's bytes say: request line, header lines, URI, chunks, as nginx reads them.
 *
 * <p>Part of the http room, floor 10. Pure; no connection.
 */
@NullMarked
package io.postern.http.parse;

import org.jspecify.annotations.NullMarked;

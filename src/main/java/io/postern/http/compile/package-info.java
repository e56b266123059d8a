/**
 * How the typed tree of http{} becomes the model, and what is wrong with it.
 *
 * <p>Part of the http room, floor 10. Runs at start and under -t.
 */
@NullMarked
package io.postern.http.compile;

import org.jspecify.annotations.NullMarked;

/**
 * What the rewrite directives do to a request: set, if, rewrite, return, break as data and their interpreter.
 *
 * <p>Part of the http room, floor 10. Pure.
 */
@NullMarked
package io.postern.http.rewrite;

import org.jspecify.annotations.NullMarked;

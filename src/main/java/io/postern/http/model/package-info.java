/**
 * What http{} says, once read: immutable data.
 *
 * <p>Part of the http room, floor 10. Pure; knows nothing of connections.
 */
@NullMarked
package io.postern.http.model;

import org.jspecify.annotations.NullMarked;

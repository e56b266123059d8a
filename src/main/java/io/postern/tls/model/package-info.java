/**
 * What the ssl_* directives of one server say, once read: immutable data.
 *
 * <p>Part of the tls room, floor 5. Knows no engine.
 */
@NullMarked
package io.postern.tls.model;

import org.jspecify.annotations.NullMarked;

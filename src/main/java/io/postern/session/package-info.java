/**
 * What one client's connection is doing before it is relayed.
 *
 * <p>Floor 7. Knows protocols, auth and back ends only through interfaces it owns.
 */
@NullMarked
package io.postern.session;

import org.jspecify.annotations.NullMarked;

/**
 * How a session reaches its back end and becomes a relay.
 *
 * <p>Floor 9. Knows protocols only through session.Protocol.
 */
@NullMarked
package io.postern.proxy;

import org.jspecify.annotations.NullMarked;

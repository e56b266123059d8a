/**
 * How bytes reach us: listeners, transports, PROXY protocol, real addresses.
 *
 * <p>Floor 4. Knows nothing of mail.
 */
@NullMarked
package io.postern.net;

import org.jspecify.annotations.NullMarked;

/**
 * Which name has this address, and which addresses has this name.
 *
 * <p>Floor 4. Knows nothing of mail.
 */
@NullMarked
package io.postern.dns;

import org.jspecify.annotations.NullMarked;

/**
 * What IMAP says to clients and to back ends.
 *
 * <p>Floor 8. Knows no Netty, no other protocol, no auth.
 */
@NullMarked
package io.postern.imap;

import org.jspecify.annotations.NullMarked;

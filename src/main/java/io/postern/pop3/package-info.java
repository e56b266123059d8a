/**
 * What POP3 says to clients and to back ends.
 *
 * <p>Floor 8. Knows no Netty, no other protocol, no auth.
 */
@NullMarked
package io.postern.pop3;

import org.jspecify.annotations.NullMarked;

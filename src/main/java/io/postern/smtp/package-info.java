/**
 * What SMTP says to clients and to back ends.
 *
 * <p>Floor 8. Knows no Netty, no other protocol, no auth.
 */
@NullMarked
package io.postern.smtp;

import org.jspecify.annotations.NullMarked;

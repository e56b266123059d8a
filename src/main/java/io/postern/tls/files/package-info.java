/**
 * What the files hold that ssl_* directives name: PEM blocks, keys, passwords, tickets' keys.
 *
 * <p>Part of the tls room, floor 5. Loads nothing of Netty.
 */
@NullMarked
package io.postern.tls.files;

import org.jspecify.annotations.NullMarked;

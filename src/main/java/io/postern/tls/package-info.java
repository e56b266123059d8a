/**
 * What the ssl_* directives mean to a connection.
 *
 * <p>Floor 5. Knows nothing of mail.
 */
@NullMarked
package io.postern.tls;

import org.jspecify.annotations.NullMarked;

/**
 * What stands in a certificate, read, written and compared as OpenSSL does it.
 *
 * <p>Part of the tls room, floor 5. Pure; knows no settings.
 */
@NullMarked
package io.postern.tls.x509;

import org.jspecify.annotations.NullMarked;

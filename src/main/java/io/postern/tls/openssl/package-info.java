/**
 * OpenSSL's own words: ciphers, groups, signature schemes, versions, security levels, error texts.
 *
 * <p>Part of the tls room, floor 5. Pure; knows no connection.
 */
@NullMarked
package io.postern.tls.openssl;

import org.jspecify.annotations.NullMarked;

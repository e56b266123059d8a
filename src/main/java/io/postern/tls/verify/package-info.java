/**
 * Whether a client's certificate is good, and what is then known of the client.
 *
 * <p>Part of the tls room, floor 5. Pure; knows no engine.
 */
@NullMarked
package io.postern.tls.verify;

import org.jspecify.annotations.NullMarked;

/**
 * Who encrypts: BoringSSL, or the JDK where that one cannot; made of what the settings say.
 *
 * <p>Part of the tls room, floor 5. Knows no directive.
 */
@NullMarked
package io.postern.tls.engine;

import org.jspecify.annotations.NullMarked;

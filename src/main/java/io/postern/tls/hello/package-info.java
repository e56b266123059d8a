/**
 * What a client's first message says, and what OpenSSL would answer to it: a refusal, or which suite, certificate and group.
 *
 * <p>Part of the tls room, floor 5. Pure; knows no engine.
 */
@NullMarked
package io.postern.tls.hello;

import org.jspecify.annotations.NullMarked;

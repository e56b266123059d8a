/**
 * What the ssl_* directives mean to a connection.
 *
 * <p>Floor 5. Knows nothing of mail. This package itself is what other rooms see of one connection's TLS: {@link
 * io.postern.tls.Encryption} and {@link io.postern.tls.TlsFacts}.
 *
 * <p>A server's way, to be read in this order. {@code directives.TlsModule} reads the directives (those of http{} are checked by {@code
 * directives.TlsCheck}) and has a {@code directives.TlsBuilder} put together a {@code model.TlsMaterial}. {@code engine.Encryptions}
 * makes of it an {@code Encryption}: BoringSSL's, or the JDK's where BoringSSL cannot do what the settings say.
 *
 * <p>A connection's way. {@code Encryption.guard} begins it, {@code wire.TlsWire} carries it, {@code wire.TlsOpening} plays the {@code
 * wire.Handshake} of the engine. {@code hello} looks over BoringSSL's shoulder at the client's first message, so that OpenSSL's choices
 * and refusals are made; {@code verify} judges the client's certificate. Later bytes pass {@code wire.TlsEar} and {@code wire.TlsVoice};
 * the end is {@code wire.TlsParting}.
 *
 * <p>From the top down each package uses only those below it: {@code directives}, {@code engine}, {@code wire}, {@code hello} and {@code
 * verify}, this one, {@code model}, {@code files}, {@code openssl}, {@code x509}.
 */
@NullMarked
package io.postern.tls;

import org.jspecify.annotations.NullMarked;

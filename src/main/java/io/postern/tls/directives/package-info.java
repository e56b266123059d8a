/**
 * The ssl_* directives: how they are read and checked, and how a server's TLS is put together from them.
 *
 * <p>Part of the tls room, floor 5. Runs at start, at reloads and under -t; loads no engine.
 */
@NullMarked
package io.postern.tls.directives;

import org.jspecify.annotations.NullMarked;

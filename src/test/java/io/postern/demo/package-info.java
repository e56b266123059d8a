/** The two-minute demo behind {@code bin/demo}: an embedded back end, an auth endpoint, Postern between them and a client. */
@NullMarked
package io.postern.demo;

import org.jspecify.annotations.NullMarked;

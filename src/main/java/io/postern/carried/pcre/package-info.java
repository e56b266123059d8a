/**
 * Whether PCRE2 would take a pattern, and what groups it has.
 *
 * <p>Part of the carried room, floor 6. Pure; matches nothing: {@code http.text} translates patterns for that.
 */
@NullMarked
package io.postern.carried.pcre;

import org.jspecify.annotations.NullMarked;

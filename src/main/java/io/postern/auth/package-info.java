/**
 * Who may log in, and to which back end.
 *
 * <p>Floor 8. Knows no protocol but by name.
 */
@NullMarked
package io.postern.auth;

import org.jspecify.annotations.NullMarked;

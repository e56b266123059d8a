/**
 * What did the operator type, and what does the shell get back.
 *
 * <p>Floor 11. No logic; it hands nginx's switches down.
 */
@NullMarked
package io.postern.cli;

import org.jspecify.annotations.NullMarked;

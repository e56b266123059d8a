/**
 * What did the operator type, and what does the shell get back.
 *
 * <p>Floor 12. Decides nothing about serving: it hands nginx's switches down, and words findings for people and programs. nginx's own
 * switches are read as nginx reads them, letter by letter, because its words for a wrong one depend on it; our long options are
 * Picocli's.
 */
@NullMarked
package io.postern.cli;

import org.jspecify.annotations.NullMarked;

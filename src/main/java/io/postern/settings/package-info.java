/**
 * Which value a directive has for this server, and where it was written.
 *
 * <p>Floor 2. Knows no module by name.
 */
@NullMarked
package io.postern.settings;

import org.jspecify.annotations.NullMarked;

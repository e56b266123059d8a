/**
 * Where a line goes and what it looks like.
 *
 * <p>Floor 3. Knows nothing of sessions.
 */
@NullMarked
package io.postern.log;

import org.jspecify.annotations.NullMarked;

/**
 * What in a valid configuration is likely to hurt: mail's own pitfalls, asked for with {@code --lint}.
 *
 * <p>Part of the process room, floor 11. Looks at the tree, not at any module's settings.
 */
@NullMarked
package io.postern.process.lint;

import org.jspecify.annotations.NullMarked;

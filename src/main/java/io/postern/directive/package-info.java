/**
 * What a directive is, where it may stand, and what is wrong with it.
 *
 * <p>Floor 1. Knows no module by name; no Netty. How a module declares its rows is shown in {@code io.postern.settings}.
 */
@NullMarked
package io.postern.directive;

import org.jspecify.annotations.NullMarked;

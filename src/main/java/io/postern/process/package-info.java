/**
 * What runs: modules, start, reload, reopen, quit, signals, privileges, generations of configuration.
 *
 * <p>Floor 11. The only package that knows all others.
 */
@NullMarked
package io.postern.process;

import org.jspecify.annotations.NullMarked;

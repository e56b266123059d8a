/**
 * What runs: modules, start, reload, reopen, quit, signals, privileges, generations of configuration.
 *
 * <p>Floor 11. The only package that knows all others.
 *
 * <p>A start, to be read in this order. {@link io.postern.process.Startup} has {@link io.postern.process.ConfigTest} read and check the
 * configuration by the list of {@link io.postern.process.Modules}, and hands it to {@code Master}, which binds, becomes its user and
 * serves. Each configuration read is a {@code Generation}; {@code Wiring} makes of its settings what sessions need, {@code Workers} has
 * the event loops. A signal is taken by {@code SignalThread} and obeyed by {@code Master}'s main thread, a reload being the next
 * generation, an upgrade {@code Upgrade}.
 */
@NullMarked
package io.postern.process;

import org.jspecify.annotations.NullMarked;

/** The programs that are measured: how each is configured to do the same work, started and stopped. */
@NullMarked
package io.postern.bench.contender;

import org.jspecify.annotations.NullMarked;

/** The kinds of work that are measured, each in one file. */
@NullMarked
package io.postern.bench.scenario;

import org.jspecify.annotations.NullMarked;

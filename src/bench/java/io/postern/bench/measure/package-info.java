/** Figures and where they come from: the kernel's accounts of processes, strace, the JVM's accounts of its threads. */
@NullMarked
package io.postern.bench.measure;

import org.jspecify.annotations.NullMarked;

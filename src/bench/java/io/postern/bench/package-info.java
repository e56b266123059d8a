/** The side-by-side harness behind {@code bin/bench}: runs scenarios through proxies in turn and compares what they cost. */
@NullMarked
package io.postern.bench;

import org.jspecify.annotations.NullMarked;

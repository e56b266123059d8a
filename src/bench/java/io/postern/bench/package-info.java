/** What does Postern cost beside nginx: one load driver, two proxies, the same configuration, alternating rounds. */
@NullMarked
package io.postern.bench;

import org.jspecify.annotations.NullMarked;

/** What was measured, judged and laid out for people and programs. */
@NullMarked
package io.postern.bench.report;

import org.jspecify.annotations.NullMarked;

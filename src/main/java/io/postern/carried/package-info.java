/**
 * What is wrong with http{} and stream{}, which are checked as nginx does whether or not anything in them is served here.
 *
 * <p>Floor 6. Knows nginx's modules and their values, in their order; serves nothing, loads no Netty.
 */
@NullMarked
package io.postern.carried;

import org.jspecify.annotations.NullMarked;

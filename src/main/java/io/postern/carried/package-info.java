/**
 * What is wrong with http{} and stream{}, which are checked as nginx does whether or not anything in them is served here.
 *
 * <p>Floor 6. Knows nginx's modules and their values, in their order; serves nothing, loads no Netty.
 *
 * <p>Where to begin: {@link io.postern.carried.Carried} finds, for each directive, the {@code Setter} that checks a statement as nginx's
 * function does when it reads it; {@code HttpEnd} and {@code StreamEnd} check what nginx checks when the block ends. What has to be known
 * in between is kept in the {@code Realm} of http{} or stream{}.
 */
@NullMarked
package io.postern.carried;

import org.jspecify.annotations.NullMarked;

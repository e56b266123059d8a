/**
 * How the small http{} side of the same nginx.conf answers: auth endpoints, status pages.
 *
 * <p>Floor 10. Knows nothing of any mail protocol.
 */
@NullMarked
package io.postern.http;

import org.jspecify.annotations.NullMarked;

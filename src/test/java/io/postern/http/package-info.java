/** Shows that http{} is answered as nginx answers it. */
@NullMarked
package io.postern.http;

import org.jspecify.annotations.NullMarked;

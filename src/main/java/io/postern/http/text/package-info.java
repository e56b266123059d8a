/**
 * What an expression with variables and captures says: templates, symbols, PCRE patterns, URI escapes.
 *
 * <p>Part of the http room, floor 10. Pure; knows nothing of requests.
 */
@NullMarked
package io.postern.http.text;

import org.jspecify.annotations.NullMarked;

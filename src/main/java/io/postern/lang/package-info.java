/**
 * What the text of an nginx.conf says, word by word, and where.
 *
 * <p>Floor 0. Knows no directive by name; no Netty.
 */
@NullMarked
package io.postern.lang;

import org.jspecify.annotations.NullMarked;

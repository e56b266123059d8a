/**
 * What the SASL mechanisms make of a client's words.
 *
 * <p>Floor 6. Pure; knows no Netty.
 */
@NullMarked
package io.postern.sasl;

import org.jspecify.annotations.NullMarked;

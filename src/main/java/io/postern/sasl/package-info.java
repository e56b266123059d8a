/**
 * What the SASL mechanisms make of a client's words.
 *
 * <p>Floor 5. Pure; knows no Netty.
 */
@NullMarked
package io.postern.sasl;

import org.jspecify.annotations.NullMarked;

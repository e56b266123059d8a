/** Single parts of Postern under JMH: the parser, the readers of commands, the relay. */
@NullMarked
package io.postern.bench.micro;

import org.jspecify.annotations.NullMarked;

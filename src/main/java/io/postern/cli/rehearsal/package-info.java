/**
 * The run from which the JVM learns, once after a build, which classes a server needs: a server with everything around it, in small.
 *
 * <p>Part of the cli room, floor 12. Uses nothing of Postern's but its command line.
 */
@NullMarked
package io.postern.cli.rehearsal;

import org.jspecify.annotations.NullMarked;

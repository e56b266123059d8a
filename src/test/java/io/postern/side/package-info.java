/**
 * Postern beside the real nginx: one client, one auth server and one back end of our own around either program, and what each of
 * them got to see. Knows no class of Postern but its command line.
 */
@NullMarked
package io.postern.side;

import org.jspecify.annotations.NullMarked;

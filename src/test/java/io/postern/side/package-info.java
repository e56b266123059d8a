/**
 * Postern beside the real nginx: one client, one auth server and one back end of our own around either program, and what each of
 * them got to see. Knows no class of Postern but its command line.
 *
 * <p>Where to begin: {@code EdgesIT}. A {@code Door} is one server block, a {@code Plan} one session: what the client does, and what the
 * auth server and the back end answer. {@code Rooms} puts the doors into both programs and plays the plans; {@code PlanPlayer} plays one
 * of them on a {@code Stage}, which has the sockets of the three parties, and writes down the {@code Outcome}, lines of the log included.
 * The two outcomes must be equal, but for what {@code Intended} names. Classes called {@code …Dice} make doors and plans by chance, from
 * a seed that a failure tells. A talk whose words are known beforehand is written as a script: {@code TalkIT} plays those of {@code
 * testdata/talk}. The scripts {@code tls_*.py} speak TLS in ways that no library lets one speak it; what nginx answered to them is
 * recorded beside them.
 */
@NullMarked
package io.postern.side;

import org.jspecify.annotations.NullMarked;

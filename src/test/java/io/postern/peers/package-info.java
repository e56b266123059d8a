/** Postern between real clients and real mail servers from the system's packages, each on loopback with a configuration of its own. */
@NullMarked
package io.postern.peers;

import org.jspecify.annotations.NullMarked;

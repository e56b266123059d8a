package io.postern.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The socket by which a tool (jcmd) looks into the JVM. It is made before root becomes another user, whose processes therefore cannot
 * connect to it; nor can the JVM, as that user, remove it at its end.
 */
final class AttachSocket {
    private AttachSocket() {}

    /** On the thread that can be root again. */
    static void remove() {
        Privileges.asRoot(() -> {
            try {
                Files.deleteIfExists(
                        Path.of("/tmp/.java_pid" + ProcessHandle.current().pid()));
            } catch (IOException e) {
                // somebody else's by now, who removes it
            }
        });
    }
}

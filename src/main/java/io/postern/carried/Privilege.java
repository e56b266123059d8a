package io.postern.carried;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether we are root, whom nginx gives port 80. */
final class Privilege {
    private Privilege() {}

    static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return "root".equals(System.getProperty("user.name"));
        }
    }
}

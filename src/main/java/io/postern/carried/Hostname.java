package io.postern.carried;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** This machine's name (gethostname(2)), in lower case. */
final class Hostname {
    private Hostname() {}

    static String name() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname"))
                    .strip()
                    .toLowerCase(Locale.ROOT);
        } catch (IOException e) {
            String name = System.getenv("HOSTNAME");
            return name == null ? "localhost" : name.toLowerCase(Locale.ROOT);
        }
    }
}

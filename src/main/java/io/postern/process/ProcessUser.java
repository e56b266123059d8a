package io.postern.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who we are, found out without a native library: {@code -t} asks too. */
final class ProcessUser {
    /** nginx's default group: its configure script takes the one of the two that the system has. */
    static final String NOBODYS_GROUP =
            Accounts.listsGroup("nogroup") && !Accounts.listsGroup("nobody") ? "nogroup" : "nobody";

    private static final int EFFECTIVE = 2;

    private ProcessUser() {}

    /** Whether the calling thread acts as root. */
    static boolean isRoot() {
        return effectiveUser() == 0;
    }

    private static int effectiveUser() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/thread-self/status"))) {
                if (line.startsWith("Uid:")) {
                    return Integer.parseUnsignedInt(line.split("\t", -1)[EFFECTIVE]);
                }
            }
        } catch (IOException e) {
            // no /proc: the name has to do
        }
        return System.getProperty("user.name", "").equals("root") ? 0 : -1;
    }
}

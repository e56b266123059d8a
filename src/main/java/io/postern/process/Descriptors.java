package io.postern.process;

import io.postern.directive.Complaint;
import io.postern.directive.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The descriptors that nginx holds during its test, which we let go of one by one: standard ones, logs, sockets. */
final class Descriptors {
    /** With fewer no JVM starts: nothing to look up. */
    private static final int FEWEST = 50;

    private static final String LINE = "Max open files";

    private int open;
    private long most = FEWEST;

    Descriptors(int open) {
        this.open = open;
    }

    /** Takes one, and says what could not be done where there is none left. */
    void take(String done) {
        if (++open > most) {
            if (most == FEWEST) {
                most = limit();
            }
            if (open > most) {
                throw Complaint.plain(done + " failed" + Errno.form(Errno.EMFILE));
            }
        }
    }

    void giveBack() {
        open--;
    }

    private static long limit() {
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc/self/limits"));
            for (String line : lines) {
                if (line.startsWith(LINE)) {
                    return Long.parseLong(line.substring(LINE.length()).strip().split(" ", 2)[0]);
                }
            }
        } catch (IOException | NumberFormatException e) {
            // not Linux, or no limit
        }
        return Long.MAX_VALUE;
    }
}

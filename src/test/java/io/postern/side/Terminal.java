package io.postern.side;

import java.util.ArrayList;
import java.util.List;

/**
 * A terminal for a program that behaves otherwise on one. Python makes it: script(1) can wait for ever when its own input is at its
 * end.
 */
public final class Terminal {
    /** Copies what the program writes, ends with its status, and hangs up (SIGHUP) after a minute and a half. */
    private static final String SCRIPT = """
            import os, pty, signal, sys
            child, terminal = pty.fork()
            if child == 0:
                os.execvp(sys.argv[1], sys.argv[1:])
            signal.alarm(90)
            while True:
                try:
                    piece = os.read(terminal, 4096)
                except OSError:
                    break
                if not piece:
                    break
                os.write(1, piece)
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 255)
            """;

    private Terminal() {}

    /** The same command on a terminal of its own; it needs python3. */
    public static List<String> on(List<String> command) {
        List<String> all = new ArrayList<>(List.of("python3", "-c", SCRIPT));
        all.addAll(command);
        return all;
    }
}

package io.postern.side;

import java.util.ArrayList;
import java.util.List;

/**
 * A terminal for a program that behaves otherwise on one. Python makes it: script(1) can wait for ever when its own input is at its
 * end.
 */
public final class Terminal {
    /**
     * Copies what the program writes, types an answer to each pass phrase that is asked for once the terminal hides it (OpenSSL asks
     * first), and tells whether it does; ends with the program's status, and hangs up (SIGHUP) after a minute and a half.
     */
    private static final String SCRIPT = """
            import os, pty, signal, sys, termios, time
            answers = sys.argv[1].encode().decode("unicode_escape").encode("latin-1").split(b"|")
            child, terminal = pty.fork()
            if child == 0:
                os.execvp(sys.argv[2], sys.argv[2:])
            signal.alarm(90)
            def shows():
                return termios.tcgetattr(terminal)[3] & termios.ECHO
            said = b""
            asked = 0
            while True:
                try:
                    piece = os.read(terminal, 4096)
                except OSError:
                    break
                if not piece:
                    break
                os.write(1, piece)
                said += piece
                while said.count(b"phrase:") > asked:
                    until = time.monotonic() + 30
                    while shows() and time.monotonic() < until:
                        time.sleep(0.02)
                    os.write(1, b"<shown>" if shows() else b"<hidden>")
                    os.write(terminal, answers[min(asked, len(answers) - 1)])
                    asked += 1
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 255)
            """;

    private Terminal() {}

    /** The same command on a terminal of its own; it needs python3. */
    public static List<String> on(List<String> command) {
        return answering("", command);
    }

    /**
     * The same, with somebody who knows pass phrases.
     *
     * @param answers what is typed, a bar between one question's and the next one's; the last one serves for all that follow
     */
    public static List<String> answering(String answers, List<String> command) {
        List<String> all = new ArrayList<>(List.of("python3", "-c", SCRIPT, answers));
        all.addAll(command);
        return all;
    }
}

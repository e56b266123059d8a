package io.postern.process;

import com.sun.jna.LastErrorException;
import com.sun.jna.StringArray;
import io.postern.log.Level;
import io.postern.log.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A new binary that is started beside us and inherits our listening sockets (ngx_exec_new_binary). It is the launcher with our own
 * arguments, whatever stands behind its path by now.
 */
final class Successor {
    /** nginx's variable: the sockets' numbers, each with a semicolon. */
    static final String VARIABLE = "NGINX";

    /** Those of them that are systemd's, in the same form; nginx knows nothing of systemd. */
    static final String LENT = "POSTERN_LISTEN_FDS";

    /** What the launcher and the JVM need of our environment besides what {@code env} names. */
    private static final List<String> KEPT =
            List.of("PATH", "HOME", "LANG", "LC_ALL", "JAVA_HOME", "POSTERN_JAVA_OPTS", "NOTIFY_SOCKET", "TZ");

    private Successor() {}

    /**
     * Starts it; to be called by the thread that may become root again.
     *
     * @return its pid; 0 when it could not be started, with nginx's line in the log
     */
    static int start(String launcher, List<String> arguments, Upgrade.Parts parts, Log log) {
        List<Integer> sockets = parts.sockets();
        for (int fd : sockets) {
            try {
                Libc.fcntl(fd, Libc.F_SETFD, 0);
            } catch (LastErrorException e) {
                log.write(Level.ALERT, e.getErrorCode(), "fcntl(F_SETFD) failed");
            }
        }
        List<String> argv = new ArrayList<>();
        argv.add(launcher);
        argv.addAll(arguments);
        int[] pid = new int[1];
        int error = Privileges.asRoot(() -> Libc.posix_spawn(
                pid,
                launcher,
                null,
                null,
                new StringArray(argv.toArray(String[]::new)),
                new StringArray(environment(parts).toArray(String[]::new))));
        for (int fd : sockets) {
            try {
                Libc.fcntl(fd, Libc.F_SETFD, Libc.FD_CLOEXEC);
            } catch (LastErrorException e) {
                log.write(Level.ALERT, e.getErrorCode(), "fcntl(FD_CLOEXEC) failed");
            }
        }
        if (error != 0) {
            log.write(Level.ALERT, error, "execve() failed while executing new binary process \"" + launcher + "\"");
            return 0;
        }
        log.write(Level.NOTICE, "start new binary process " + pid[0]);
        return pid[0];
    }

    private static List<String> environment(Upgrade.Parts parts) {
        List<String> variables = new ArrayList<>();
        Map<String, String> ours = System.getenv();
        for (String name : KEPT) {
            if (ours.containsKey(name)) {
                variables.add(name + "=" + ours.get(name));
            }
        }
        for (String named : parts.core().environment()) {
            if (named.indexOf('=') >= 0) {
                variables.add(named);
            } else if (ours.containsKey(named) && !KEPT.contains(named)) {
                variables.add(named + "=" + ours.get(named));
            }
        }
        variables.add(VARIABLE + "=" + numbers(parts.sockets()));
        if (!parts.lent().isEmpty()) {
            variables.add(LENT + "=" + numbers(parts.lent()));
        }
        return variables;
    }

    private static String numbers(List<Integer> descriptors) {
        StringBuilder numbers = new StringBuilder();
        for (int fd : descriptors) {
            numbers.append(fd).append(';');
        }
        return numbers.toString();
    }
}

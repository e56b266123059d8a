package io.postern.process;

import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.log.Pid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Listening sockets that somebody handed to us: an older process (its variable NGINX, ngx_add_inherited_sockets) or systemd
 * (LISTEN_FDS, sd_listen_fds(3)).
 *
 * @param sockets the descriptors
 * @param lent those of them that are systemd's: they, and files that belong to them, go on without us
 * @param upgraded whether they come from an older process, which still runs: we are detached already
 */
record Inherited(List<Integer> sockets, List<Integer> lent, boolean upgraded) {
    private static final int FIRST_OF_SYSTEMD = 3;

    static Inherited of(Map<String, String> environment, Log log) {
        String variable = environment.get(Successor.VARIABLE);
        if (variable != null) {
            log.write(Level.NOTICE, "using inherited sockets from \"" + variable + "\"");
            List<Integer> lent = parse(environment.getOrDefault(Successor.LENT, ""), log);
            return new Inherited(parse(variable, log), lent, true);
        }
        List<Integer> sockets = new ArrayList<>();
        if (Pid.text().equals(environment.get("LISTEN_PID"))) {
            int count = number(environment.getOrDefault("LISTEN_FDS", "0"));
            for (int i = 0; i < count; i++) {
                sockets.add(FIRST_OF_SYSTEMD + i);
            }
        }
        return new Inherited(List.copyOf(sockets), List.copyOf(sockets), false);
    }

    private static List<Integer> parse(String variable, Log log) {
        List<Integer> sockets = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < variable.length(); i++) {
            if (variable.charAt(i) != ':' && variable.charAt(i) != ';') {
                continue;
            }
            int fd = number(variable.substring(from, i));
            if (fd < 0) {
                log.write(
                        Level.EMERG,
                        "invalid socket number \"" + variable.substring(from)
                                + "\" in NGINX environment variable, ignoring the rest of the variable");
                // nginx tells of the same text once more below, unless it is the separator alone
                from = i == from ? variable.length() : from;
                break;
            }
            sockets.add(fd);
            from = i + 1;
        }
        if (from < variable.length()) {
            log.write(
                    Level.EMERG,
                    "invalid socket number \"" + variable.substring(from)
                            + "\" in NGINX environment variable, ignoring");
        }
        return List.copyOf(sockets);
    }

    private static int number(String digits) {
        try {
            return digits.isEmpty() ? -1 : Integer.parseUnsignedInt(digits);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}

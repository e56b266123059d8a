package io.postern.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.side.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which lines a log takes: by its level, and by {@code debug_connection}. */
class LevelsIT extends Checklist {
    private static final List<String> LEVELS =
            List.of("emerg", "alert", "crit", "error", "warn", "notice", "info", "debug");

    private final List<Integer> ports = new ArrayList<>();
    private final int closed = Site.freePort();

    private int port(Notebook n, int number) {
        while (ports.size() <= number) {
            ports.add(Site.freePort());
        }
        n.hide("127.0.0.1:" + ports.get(number), "PORT" + number);
        return ports.get(number);
    }

    /** Two servers for each level, with a log of their own; the second one's auth server is not there. */
    private String servers(Notebook n) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < LEVELS.size(); i++) {
            String log = "error_log logs/at-" + LEVELS.get(i) + ".log " + LEVELS.get(i) + ";";
            all.append("server { listen 127.0.0.1:").append(port(n, 2 * i)).append("; protocol imap; ");
            all.append(log).append(" }\nserver { listen 127.0.0.1:").append(port(n, 2 * i + 1));
            all.append("; protocol imap; ").append(log);
            all.append(" auth_http 127.0.0.1:").append(closed).append("; }\n");
        }
        return all.toString();
    }

    private static void sessions(int good, int bad) throws Exception {
        try (MailClient client = new MailClient(good)) {
            client.say("x");
            client.hear();
            client.login().noop();
            client.say("b LOGOUT");
            client.hear();
            client.ended();
        }
        try (MailClient client = new MailClient(bad)) {
            client.say("a LOGIN user secret");
            client.hear();
            client.ended();
        }
    }

    /** Lines at debug are another matter: they tell of nginx's inside. */
    private static void lines(Notebook n, String level) throws IOException {
        String file = "logs/at-" + level + ".log";
        Files.writeString(n.site.path(file), n.site.text(file).replaceAll("[^\n]*\\[debug][^\n]*\n", ""));
        n.log(file);
    }

    @Test
    void servers_writeFromTheirLevelOn() throws Exception {
        same(n -> {
            n.hide("127.0.0.1:" + closed, "CLOSED");
            n.conf("", servers(n));
            int pid = n.start();
            for (int i = 0; i < LEVELS.size(); i++) {
                sessions(ports.get(2 * i), ports.get(2 * i + 1));
            }
            // one loop writes them all, in this order
            n.site.until("the last session is in its log", () -> n.site.text("logs/at-debug.log")
                    .contains("while in http auth state"));
            Site.signal("QUIT", pid);
            n.site.untilGone(pid);
            for (String level : LEVELS) {
                n.note("-- " + level);
                lines(n, level);
            }
        });
    }

    @Test
    void process_writesFromItsLevelOn() throws Exception {
        same(n -> {
            StringBuilder logs = new StringBuilder();
            for (String level : LEVELS) {
                logs.append("error_log logs/at-")
                        .append(level)
                        .append(".log ")
                        .append(level)
                        .append(";\n");
            }
            // a warning: more connections than descriptors
            n.conf(logs + "worker_rlimit_nofile 300;", "");
            int pid = n.start();
            call("127.0.0.1", n.port);
            n.site.until("it is over", () -> n.site.text("logs/at-info.log").contains("proxied session done"));
            n.conf(logs + "nonsense;", "");
            Site.signal("HUP", pid);
            n.site.until("it is refused", () -> n.site.text("logs/at-emerg.log").contains("nonsense"));
            Site.signal("QUIT", pid);
            n.site.untilGone(pid);
            for (String level : LEVELS) {
                n.note("-- " + level);
                lines(n, level);
            }
        });
    }

    /** Where some log is standard error itself, be it one server's, that stays what it is; else it is led into the first file. */
    @ParameterizedTest
    @CsvSource({
        "'', error_log stderr info;",
        "'error_log \"\" info;', ''",
        "'', 'error_log \"\" info;'",
        "'', error_log logs/mail.log info;"
    })
    void standardError_isLedWhereNginxLeadsIt(String main, String mail) throws Exception {
        same(n -> {
            n.conf(main, mail);
            Process process = n.site.foreground();
            call("127.0.0.1", n.port);
            n.site.until(
                    "it is over", () -> (n.site.text("foreground.txt") + n.site.text("logs/mail.log") + n.site.log())
                            .contains("proxied session done"));
            Site.signal("QUIT", n.named((int) process.pid()));
            n.site.untilGone((int) process.pid());
            for (String file : List.of("foreground.txt", "logs/error.log", "logs/mail.log")) {
                n.note("-- " + file);
                n.log(file);
            }
        });
    }

    private static void call(String from, int port) throws IOException {
        try (MailClient client = new MailClient(from, port)) {
            client.login().noop();
            client.say("b LOGOUT");
            client.hear();
            client.ended();
        }
    }

    /** One client is meant, the other is not. */
    private void marked(Notebook n) throws Exception {
        n.conf("", "");
        String text = n.site.text("nginx.conf")
                .replace("error_log logs/error.log notice;", "error_log logs/error.log error;")
                .replace("events { }", "events { debug_connection 127.0.0.2; }");
        n.site.conf(text);
        int pid = n.start();
        for (String from : List.of("127.0.0.1", "127.0.0.2", "127.0.0.1")) {
            call(from, n.port);
        }
        n.site.untilLogged("proxied session done");
        Site.signal("QUIT", pid);
        n.site.untilGone(pid);
        n.site.text("logs/error.log")
                .lines()
                .filter(line -> !line.contains("[debug]"))
                .map(line -> line.replaceFirst(".* (\\[\\w+] )\\d+#\\d+: ", "$1"))
                .map(line -> line.replaceAll("upstream: 127\\.0\\.0\\.1:\\d+", "upstream: UPSTREAM"))
                .forEach(n::note);
    }

    private static final String MARKED = """
            run []: 0\s
            [info] *4 client 127.0.0.2:N connected to HERE
            [info] *4 client logged in, client: 127.0.0.2, server: HERE, login: "user", upstream: UPSTREAM
            [info] *4 proxied session done, client: 127.0.0.2, server: HERE, login: "user", upstream: UPSTREAM""";

    @Test
    void debugConnection_marksOneClient() throws Exception {
        String launcher = Path.of("bin/postern").toAbsolutePath().toString();
        assertEquals(MARKED, seen(this::marked, "ours", "env", "POSTERN_JAVA_OPTS=-Dpostern.debug=true", launcher));
    }

    @Test
    void debugConnection_asInNginx() throws Exception {
        Program nginx = nginx();
        Assumptions.assumeTrue(nginx.hasDebug(), "POSTERN_NGINX names no nginx built with --with-debug");
        assertEquals(MARKED, seen(this::marked, "real", nginx.command().toArray(String[]::new)));
    }
}

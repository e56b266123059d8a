package io.postern.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An operator's checklist: starts, ends, switches and files, beside the real nginx. */
class ChecklistIT extends Checklist {
    @Test
    void quit_looksAtNothingButTerm() throws Exception {
        same(n -> {
            int pid = n.start();
            try (MailClient relayed = new MailClient(n.port).login()) {
                n.signal("QUIT", pid);
                n.site.untilLogged("gracefully shutting down");
                for (String signal : List.of("QUIT", "HUP", "USR1", "USR2", "WINCH")) {
                    n.signal(signal, pid);
                }
                relayed.noop();
                n.serves();
                n.files();
                Site.signal("TERM", pid);
                n.note("ended: " + relayed.ended());
            }
            n.site.untilGone(pid);
            n.files();
            n.log("logs/error.log");
        });
    }

    /** Signals that nginx takes for itself or ignores: whoever sends one by mistake ends nothing. */
    @Test
    void otherSignals_areSaidOrIgnored() throws Exception {
        same(n -> {
            int pid = n.start();
            try (MailClient relayed = new MailClient(n.port).login()) {
                Site.signal("SYS", pid);
                Site.signal("PIPE", pid);
                n.signal("ALRM", pid);
                n.signal("IO", pid);
                relayed.noop();
                n.serves();
                n.end("TERM", pid);
            }
            n.log("logs/error.log");
        });
    }

    /** What a script does that renames logs and changes the configuration: the two signals are one thing after the other. */
    @Test
    void reloadAndReopen_atOnce() throws Exception {
        same(n -> {
            int pid = n.start();
            for (int i = 1; i <= 5; i++) {
                Files.move(n.site.path("logs/error.log"), n.site.path("logs/error.log." + i));
                String line = pid + "#" + pid + ": reopening logs";
                Site.signal("HUP", pid);
                Site.signal("USR1", pid);
                n.site.until(
                        "both are done", () -> n.site.text("logs/error.log").contains(line));
                n.serves();
            }
            n.files();
            n.end("QUIT", pid);
            n.files();
        });
    }

    @Test
    void stop_endsSessions() throws Exception {
        same(n -> {
            int pid = n.start();
            try (MailClient relayed = new MailClient(n.port).login()) {
                n.run("-s", "stop");
                n.note("ended: " + relayed.ended());
            }
            n.site.untilGone(pid);
            n.files();
            n.log("logs/error.log");
            n.log("logs/boot.log");
        });
    }

    @Test
    void start_whereSomethingIsWrong() throws Exception {
        same(n -> {
            for (String main : List.of(
                    "pid none/x.pid;",
                    "error_log none/x.log;",
                    "user nosuchuser;",
                    "worker_rlimit_nofile 50; worker_rlimit_core 1k;")) {
                n.conf(main, "");
                // not what it says of a pid file: in the background nginx says that after the command has returned
                int status = n.site.run();
                n.note("status: " + status);
                // nginx's background is at work when its command has returned
                n.site.until(
                        "it runs or has given up",
                        () -> status != 0
                                || n.site.pid() > 0
                                || (main.startsWith("pid none")
                                        && (n.site.log() + n.site.text("logs/boot.log")).contains("none/x.pid")));
                int pid = n.site.pid();
                n.note(main + " runs: " + (pid > 0));
                if (pid > 0) {
                    n.named(pid);
                    n.serves();
                    n.end("TERM", pid);
                }
            }
            n.conf("", "server { listen 192.0.2.7:143; }");
            n.run();
            n.files();
            n.log("logs/error.log");
            n.log("logs/boot.log");
        });
    }

    @Test
    void signalSwitch_judgesThePidFile() throws Exception {
        same(n -> {
            n.run("-s", "reload");
            for (String text :
                    List.of("", "abc", "-5\n", "12 34\n", "+7\n", "99999999999999999999\n", " 12\n", "3999999\r\n")) {
                Files.writeString(n.site.path("logs/nginx.pid"), text);
                n.run("-s", "reopen");
            }
            n.log("logs/boot.log");
        });
    }

    @Test
    void files_thatTakeNothing() throws Exception {
        same(n -> {
            n.conf("daemon off; pid /dev/full;", "");
            n.run();
            n.conf("daemon off; pid none/x.pid;", "");
            n.run();
            n.log("logs/error.log");
            n.conf("error_log /dev/full info;", "");
            int pid = n.start();
            n.serves();
            Site.signal("HUP", pid);
            n.site.untilLogged(": exit");
            Site.signal("USR1", pid);
            n.serves();
            n.end("QUIT", pid);
        });
    }

    @Test
    void locale_thatIsNotInstalled_isNotSpokenOf() throws Exception {
        String launcher = Path.of("bin/postern").toAbsolutePath().toString();
        String theirs = told("real", nginx().command().toArray(String[]::new));
        assertEquals(theirs, told("ours", launcher));
    }

    private String told(String name, String... program) throws Exception {
        List<String> command = new ArrayList<>(List.of("env", "LC_ALL=xx_XX.UTF-8"));
        command.addAll(List.of(program));
        try (Site site = new Site(dir.resolve(name), command.toArray(String[]::new))) {
            site.conf("pid none/\u00c3\u00bc.pid; events { }");
            return site.run("-t") + site.output().replace(site.path("").toString(), "$ROOT");
        }
    }
}

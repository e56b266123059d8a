package io.postern.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.side.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator's checklist, gone through with the real nginx and with Postern: exit statuses, log lines, files, sessions. */
class ChecklistIT {
    private static final String OLD = "logs/nginx.pid.oldbin";

    @TempDir
    Path dir;

    private MailServers servers;
    private Program nginx;

    @BeforeEach
    void open() throws Exception {
        Site.assumePackaged();
        Optional<Program> program = Program.nginx();
        Assumptions.assumeTrue(program.isPresent(), "no nginx with mail on the PATH or in POSTERN_NGINX");
        Assumptions.assumeTrue(program.get().isAtLeast("1.31.5"), "POSTERN_NGINX names no nginx of 1.31.5 or later");
        nginx = program.get();
        // nginx's workers are not root: they have to come by
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        servers = new MailServers();
    }

    @AfterEach
    void close() throws IOException {
        if (servers != null) {
            servers.close();
        }
    }

    private interface Item {
        void go(Notebook notebook) throws Exception;
    }

    /** Both are seen doing the same. */
    private void same(Item item) throws Exception {
        String real = seen(item, "real", nginx.command().toArray(String[]::new));
        assertEquals(real, seen(item, "ours"));
    }

    private String seen(Item item, String name, String... program) throws Exception {
        try (Notebook notebook = new Notebook(dir.resolve(name), Site.freePort(), servers.authPort(), program)) {
            item.go(notebook.conf("", ""));
            return notebook.text();
        }
    }

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
    void reload_refusesWhatIsWrong() throws Exception {
        same(n -> {
            int pid = n.start();
            String tls = "server { listen 127.0.0.1:" + Site.freePort()
                    + " ssl; protocol imap; ssl_certificate no.pem; ssl_certificate_key no.key; }";
            List<List<String>> wrongs = List.of(
                    List.of("nonsense on;", "", "unknown directive"),
                    List.of("worker_processes none;", "", "invalid value"),
                    List.of("", tls, "no.pem"),
                    List.of(
                            "",
                            "server { listen 127.0.0.1:" + servers.authPort() + "; protocol imap; }",
                            "still could not"),
                    List.of("error_log none/x.log;", "", "none/x.log"),
                    List.of("pid none/x.pid;", "", "none/x.pid"),
                    List.of("user nosuchuser;", "", "nosuchuser"));
            for (List<String> wrong : wrongs) {
                n.conf(wrong.get(0), wrong.get(1));
                n.signal("HUP", pid);
                n.site.untilLogged(wrong.get(2));
                n.serves();
            }
            Files.delete(n.site.path("nginx.conf"));
            n.signal("HUP", pid);
            n.site.untilLogged("nginx.conf\" failed");
            n.serves();
            Site.signal("QUIT", pid);
            n.site.untilGone(pid);
            n.files();
            n.log("logs/error.log");
        });
    }

    @Test
    void reload_movesThePidFile() throws Exception {
        same(n -> {
            int pid = n.start();
            n.conf("pid other.pid;", "");
            Site.signal("HUP", pid);
            n.site.until("the pid moves", () -> n.site.pidIn("other.pid") == pid);
            n.site.untilLogged(": exit");
            n.files();
            n.conf("pid third.pid;", "server { listen 127.0.0.1:" + servers.authPort() + "; protocol imap; }");
            Site.signal("HUP", pid);
            n.site.untilLogged("still could not bind()");
            n.files();
            n.conf("", "");
            Site.signal("HUP", pid);
            n.site.until("the pid comes back", () -> n.site.pid() == pid);
            n.site.until("the workers before have gone", () -> n.count(": exit") >= 4);
            n.serves();
            Site.signal("QUIT", pid);
            n.site.untilGone(pid);
            n.files();
            n.log("logs/error.log");
        });
    }

    @Test
    void reopen_whereTheFolderHasGone() throws Exception {
        same(n -> {
            int pid = n.start();
            Files.move(n.site.path("logs/error.log"), n.site.path("logs/error.log.1"));
            Site.signal("USR1", pid);
            n.site.until("there is a new file", () -> Files.exists(n.site.path("logs/error.log")));
            Site.pause(500);
            n.files();
            Files.move(n.site.path("logs"), n.site.path("moved"));
            Site.signal("USR1", pid);
            n.site.until(
                    "both have complained", () -> n.site.text("moved/error.log").split("\\[emerg]", -1).length == 3);
            n.serves();
            Files.move(n.site.path("moved"), n.site.path("logs"));
            Site.signal("QUIT", pid);
            n.site.untilGone(pid);
            n.log("logs/error.log.1");
            n.log("logs/error.log");
        });
    }

    @Test
    void upgrade_thenTheOldOneGoes() throws Exception {
        same(n -> {
            int old = n.start();
            int fresh;
            try (MailClient relayed = new MailClient(n.port).login()) {
                n.signal("USR2", old);
                fresh = n.successor(pid -> pid != old);
                n.site.until("it serves", () -> n.count(fresh + "#" + fresh + ": start worker processes") > 0);
                Site.pause(300);
                n.note("kept: " + (n.site.pidIn(OLD) == old));
                n.files();
                n.signal("USR2", fresh);
                n.signal("USR2", old);
                n.signal("WINCH", old);
                n.serves();
                n.signal("QUIT", old);
                relayed.noop();
            }
            n.site.untilGone(old);
            n.files();
            n.serves();
            Site.signal("QUIT", fresh);
            n.site.untilGone(fresh);
            n.files();
            n.log("logs/error.log");
            n.log("logs/boot.log");
        });
    }

    @Test
    void upgrade_takenBack() throws Exception {
        same(n -> {
            int old = n.start();
            n.signal("USR2", old);
            int fresh = n.successor(pid -> pid != old);
            n.site.until("it serves", () -> n.count(fresh + "#" + fresh + ": start worker processes") > 0);
            Site.pause(300);
            n.signal("WINCH", old);
            n.site.untilLogged(": exit");
            n.signal("HUP", old);
            n.signal("QUIT", fresh);
            n.site.untilGone(fresh);
            n.site.until("the old name is back", () -> n.site.pid() == old);
            Site.pause(300);
            n.files();
            n.serves();
            Site.signal("QUIT", old);
            n.site.untilGone(old);
            n.files();
            n.log("logs/error.log");
        });
    }

    @Test
    void upgrade_toABadFile() throws Exception {
        same(n -> {
            int old = n.start();
            n.conf("nonsense;", "");
            n.signal("USR2", old);
            n.site.untilLogged("exited with code");
            n.site.until("the old name is back", () -> n.site.pid() == old);
            n.files();
            n.serves();
            Site.signal("QUIT", old);
            n.site.untilGone(old);
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
                n.note("status: " + n.site.run());
                Site.pause(500);
                int pid = n.site.pid();
                n.note(main + " runs: " + (pid > 0));
                if (pid > 0) {
                    n.named(pid);
                    n.serves();
                    Site.signal("TERM", pid);
                    n.site.untilGone(pid);
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
    void upgrade_whileItRuns_aReloadIsNone() throws Exception {
        same(n -> {
            int old = n.start();
            n.signal("USR2", old);
            int fresh = n.successor(pid -> pid != old);
            n.site.until("it serves", () -> n.count(fresh + "#" + fresh + ": start worker processes") > 0);
            n.conf("nonsense;", "");
            n.signal("HUP", old);
            n.site.until("it is obeyed", () -> n.count(old + "#" + old + ": start worker processes") > 1);
            Site.signal("KILL", fresh);
            n.site.until("the old name is back", () -> n.site.pid() == old);
            n.signal("HUP", old);
            n.site.untilLogged("unknown directive");
            n.serves();
            // how its workers say goodbye is another matter: there are two by now in nginx
            n.log("logs/error.log");
            Site.signal("TERM", old);
            n.site.untilGone(old);
        });
    }

    @Test
    void unixSocket_livesThroughAnUpgrade_andGoesWithAReload() throws Exception {
        same(n -> {
            String server = "server { listen unix:" + n.site.path("sock") + "; protocol imap; }";
            n.conf("", server);
            int old = n.start();
            n.run();
            n.signal("USR2", old);
            int fresh = n.successor(pid -> pid != old);
            n.site.until("it serves", () -> n.count(fresh + "#" + fresh + ": start worker processes") > 0);
            Site.signal("QUIT", old);
            n.site.untilGone(old);
            n.files();
            n.conf("", "");
            Site.signal("HUP", fresh);
            n.site.untilLogged("deleting socket");
            n.site.until("the file has gone", () -> !Files.exists(n.site.path("sock")));
            n.files();
            n.conf("", server);
            Files.createFile(n.site.path("sock"));
            Site.signal("HUP", fresh);
            n.site.untilLogged("sock failed (98");
            n.site.untilLogged("still could not bind()");
            n.serves();
            Site.signal("TERM", fresh);
            n.site.untilGone(fresh);
            n.log("logs/boot.log");
        });
    }

    @Test
    void loneProcess_looksAtNeitherUsr2NorWinch() throws Exception {
        same(n -> {
            n.conf("master_process off;", "");
            int pid = n.start();
            n.signal("WINCH", pid);
            n.signal("USR2", pid);
            n.serves();
            n.files();
            Site.signal("INT", pid);
            n.site.untilGone(pid);
            n.log("logs/error.log");
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
            Site.signal("QUIT", pid);
            n.site.untilGone(pid);
        });
    }

    @Test
    void reload_changesLimits_butNotTheLockFile() throws Exception {
        same(n -> {
            // as much as anybody may: no nice value is lowered, no bound raised; both folders are seen from /
            n.conf("worker_rlimit_nofile 300; worker_cpu_affinity 1; working_directory tmp;", "");
            int pid = n.start();
            n.site.untilLogged("sched_setaffinity(): using cpu #0");
            n.note("limit: " + openFiles(pid));
            n.conf("worker_rlimit_nofile 400; working_directory var;", "");
            Files.writeString(
                    n.site.path("nginx.conf"), "lock_file other.lock;\n" + Files.readString(n.site.path("nginx.conf")));
            Site.signal("HUP", pid);
            n.site.untilLogged(": exit");
            n.serves();
            n.note("limit: " + openFiles(pid));
            Site.signal("TERM", pid);
            n.site.untilGone(pid);
            n.log("logs/error.log");
        });
    }

    /** How many files the process that serves may open: a worker of this one, or itself. */
    private static String openFiles(int pid) throws IOException {
        String children = Files.readString(Path.of("/proc/" + pid + "/task/" + pid + "/children"));
        String[] all = children.strip().split(" ", -1);
        String worker = children.isBlank() ? Integer.toString(pid) : all[all.length - 1];
        return Files.readString(Path.of("/proc/" + worker + "/limits"))
                .lines()
                .filter(l -> l.startsWith("Max open files"))
                .map(l -> l.split(" +", -1)[3])
                .findFirst()
                .orElse("");
    }

    @Test
    void locale_thatIsNotInstalled_isNotSpokenOf() throws Exception {
        String launcher = Path.of("bin/postern").toAbsolutePath().toString();
        String theirs = told("real", nginx.command().toArray(String[]::new));
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

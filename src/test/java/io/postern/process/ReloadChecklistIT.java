package io.postern.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An operator's checklist: reloads and logs opened anew, beside the real nginx. */
class ReloadChecklistIT extends Checklist {
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
            n.end("QUIT", pid);
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
            n.end("QUIT", pid);
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
            n.end("QUIT", pid);
            n.log("logs/error.log.1");
            n.log("logs/error.log");
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
            n.end("TERM", pid);
            n.log("logs/error.log");
        });
    }

    /** Whether there are workers is settled at the start. */
    @Test
    void reload_doesNotChangeMasterProcess() throws Exception {
        same(n -> {
            int pid = n.start();
            n.conf("master_process off;", "");
            Site.signal("HUP", pid);
            n.site.untilLogged(": exit");
            n.serves();
            n.end("QUIT", pid);
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
}

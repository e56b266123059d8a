package io.postern.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Directives of the main block and of events{}: what is to be seen of their effect from outside, here and at nginx's workers. */
class CoreIT extends Checklist {
    /** Who serves: the last worker of an nginx, or the event loop of this one. */
    private static Path serving(int pid) throws IOException {
        Path process = Path.of("/proc/" + pid);
        String children = Files.readString(process.resolve("task/" + pid + "/children"));
        if (!children.isBlank()) {
            String[] all = children.strip().split(" ", -1);
            return Path.of("/proc/" + all[all.length - 1]);
        }
        try (Stream<Path> tasks = Files.list(process.resolve("task"))) {
            for (Path task : tasks.toList()) {
                if (Files.readString(task.resolve("comm")).startsWith("worker-")) {
                    return task;
                }
            }
        }
        return process;
    }

    private static String nice(int pid) throws IOException {
        String stat = Files.readString(serving(pid).resolve("stat"), StandardCharsets.ISO_8859_1);
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16];
    }

    private static String line(int pid, String file, String name) throws IOException {
        return Files.readString(serving(pid).resolve(file), StandardCharsets.ISO_8859_1)
                .lines()
                .filter(l -> l.startsWith(name))
                .findFirst()
                .orElse("");
    }

    private void bounds(Notebook n) throws Exception {
        Assumptions.assumeTrue(
                Files.readString(Path.of("/proc/self/status")).contains("Cpus_allowed_list:\t0"),
                "the first processor is not ours");
        n.conf("worker_priority 3; worker_cpu_affinity 1; worker_rlimit_nofile 600;", "");
        int pid = n.start();
        n.serves();
        n.note("nice: " + nice(pid));
        n.note(line(pid, "status", "Cpus_allowed_list"));
        n.note(line(pid, "limits", "Max open files").split(" +", -1)[3]);
        n.note("stands in: " + Files.readSymbolicLink(serving(pid).resolve("cwd")));
        n.conf("worker_priority 7; worker_rlimit_nofile 700; working_directory /;", "");
        Site.signal("HUP", pid);
        n.site.untilLogged(": exit");
        n.until("the nice value is the next one", () -> nice(pid).equals("7"));
        n.serves();
        n.note(line(pid, "limits", "Max open files").split(" +", -1)[3]);
        n.note("stands in: " + Files.readSymbolicLink(serving(pid).resolve("cwd")));
    }

    private static final String BOUNDS = """
            run []: 0\s
            serves
            nice: 3
            Cpus_allowed_list:\t0
            600
            stands in: /
            serves
            700
            stands in: /""";

    @Test
    void bounds_areThoseOfWhoServes() throws Exception {
        assertEquals(BOUNDS, seen(this::bounds, "ours"));
    }

    @Test
    void bounds_asInNginx() throws Exception {
        assertEquals(BOUNDS, seen(this::bounds, "real", nginx().command().toArray(String[]::new)));
    }

    @Test
    void whatMeansLittle_isTakenWithoutNoise() throws Exception {
        same(n -> {
            n.conf(
                    "timer_resolution 100ms; lock_file x.lock; thread_pool p threads=2; pcre_jit on; debug_points stop;",
                    "");
            String text = n.site.text("nginx.conf")
                    .replace(
                            "events { }",
                            "events { use epoll; multi_accept on; accept_mutex on; accept_mutex_delay 10ms; }");
            n.site.conf(text);
            int pid = n.start();
            n.serves();
            Site.signal("QUIT", pid);
            n.site.untilGone(pid);
            n.log("logs/error.log");
            n.log("logs/boot.log");
        });
    }
}

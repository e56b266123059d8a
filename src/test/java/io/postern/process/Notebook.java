package io.postern.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One program on its site, and what an operator sees of it, with all that must differ between two runs levelled. */
final class Notebook implements AutoCloseable {
    private static final Pattern HEAD =
            Pattern.compile("\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d (\\[\\w+]) \\d+#\\d+: ");
    /** What only a program with worker processes says, or says otherwise: who built it and on what. */
    private static final Pattern APART = Pattern.compile(
            "\\[notice] (start worker process \\d+|signal (14|17|29) .*|worker process \\d+ exited with code 0|nginx/.*|built by .*|OS: .*)");

    final Site site;
    final int port;
    private final int auth;
    private final List<String> notes = new ArrayList<>();
    private final Map<Integer, String> pids = new LinkedHashMap<>();
    private final Map<String, String> hidden = new LinkedHashMap<>();

    Notebook(Path root, int port, int auth, String... program) throws IOException {
        this.site = new Site(root, program);
        this.port = port;
        this.auth = auth;
    }

    /** A configuration with one listener, and these lines in its main block and in its mail block. */
    Notebook conf(String main, String mail) throws IOException {
        site.conf("error_log logs/error.log notice;\n" + main + "\nevents { }\nmail { auth_http 127.0.0.1:" + auth
                + "; server_name localhost;\nserver { listen 127.0.0.1:" + port + "; protocol imap; }\n" + mail
                + "\n}\n");
        return this;
    }

    /** This text stands for that one from now on. */
    void hide(String text, String name) {
        hidden.put(text, name);
    }

    /** Runs the command and notes its exit status and what it said. */
    void run(String... arguments) throws Exception {
        int status = site.run(arguments);
        note("run " + List.of(arguments) + ": " + status + ' ' + site.output());
    }

    /** Starts in the background and waits for the pid file, which nginx writes a moment later; the pid. */
    int start() throws Exception {
        run();
        site.until("the pid file is written", () -> site.pid() > 0);
        return named(site.pid());
    }

    /** This pid has a name of its own in what follows. */
    int named(int pid) {
        pids.putIfAbsent(pid, "P" + (pids.size() + 1));
        return pid;
    }

    /** Sends a signal and waits until it is in the log, and a moment longer for what should not happen. */
    void signal(String name, int pid) throws IOException {
        String line = pid + "#" + pid + ": signal ";
        long before = count(line);
        Site.signal(name, pid);
        site.until(name + " is logged", () -> count(line) > before);
        Site.pause(200);
    }

    /** Something that can fail on its way. */
    interface Sight {
        boolean holds() throws Exception;
    }

    /** Waits until this is seen; a failure is a no. */
    void until(String what, Sight sight) {
        site.until(what, () -> {
            try {
                return sight.holds();
            } catch (Exception e) {
                return false;
            }
        });
    }

    long count(String part) {
        return site.log().lines().filter(l -> l.contains(part)).count();
    }

    /** Waits until the pid in the file is another one. */
    int successor(IntPredicate wanted) {
        site.until("another pid", () -> site.pid() > 0 && wanted.test(site.pid()) && Site.alive(site.pid()));
        return named(site.pid());
    }

    /** Has the one with this pid start a new binary, and waits until that one serves; its pid. */
    int upgraded(int old) throws IOException {
        signal("USR2", old);
        int fresh = successor(pid -> pid != old);
        site.until("it serves", () -> count(fresh + "#" + fresh + ": start worker processes") > 0);
        return fresh;
    }

    /** Ends a process by this signal and waits until it has gone. */
    void end(String signal, int pid) throws IOException {
        Site.signal(signal, pid);
        site.untilGone(pid);
    }

    void note(String text) {
        notes.add(levelled(text));
    }

    /** Notes whether a new client can log in. */
    void serves() {
        try (MailClient client = new MailClient(port)) {
            client.login().noop();
            note("serves");
        } catch (IOException e) {
            note("does not serve");
        }
    }

    /** Notes what files there are, and their modes. */
    void files() throws IOException {
        try (Stream<Path> all = Files.walk(site.path(""))) {
            List<String> names = all.filter(p -> !Files.isDirectory(p))
                    .map(p -> site.path("").relativize(p).toString())
                    .filter(name -> !name.startsWith("out"))
                    .sorted()
                    .toList();
            for (String name : names) {
                note(name + ' ' + Integer.toOctalString((int) Files.getAttribute(site.path(name), "unix:mode")));
            }
        }
    }

    /** Notes the lines of a log. */
    void log(String file) {
        for (String line : site.text(file).split("\n", -1)) {
            String text = HEAD.matcher(line).replaceFirst("$1 ");
            if (!APART.matcher(text).matches()) {
                note(text);
            }
        }
    }

    private String levelled(String text) {
        String level = text.replace(site.path("").toString(), "$ROOT")
                .replaceAll("from \\d+", "from N")
                .replaceAll("sockets from \"[0-9;]*\"", "sockets from N")
                .replaceAll("RLIMIT_NOFILE\\): .*", "RLIMIT_NOFILE): N")
                .replace("127.0.0.1:" + port, "HERE")
                .replaceAll("client([ :]+)127\\.0\\.0\\.(\\d):\\d+", "client$1127.0.0.$2:N");
        for (Map.Entry<String, String> one : hidden.entrySet()) {
            level = level.replace(one.getKey(), one.getValue());
        }
        for (Map.Entry<Integer, String> pid : pids.entrySet()) {
            level = level.replaceAll("\\b" + pid.getKey() + "\\b", pid.getValue());
        }
        return level.replaceAll("process \\d+", "process N");
    }

    String text() {
        return String.join("\n", notes);
    }

    @Override
    public void close() throws IOException {
        site.close();
    }
}

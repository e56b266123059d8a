package io.postern.process;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.postern.side.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;

/** A prefix of its own with a configuration, and the real program run on it, as a shell would. */
final class Site implements AutoCloseable {
    private static final long PATIENCE = TimeUnit.SECONDS.toMillis(60);

    private final Path root;
    private final List<String> program;
    private final List<Process> children = new ArrayList<>();
    private String output = "";

    Site(Path root, String... program) throws IOException {
        this.root = root;
        this.program = program.length == 0
                ? List.of(Path.of("bin/postern").toAbsolutePath().toString())
                : List.of(program);
        Files.createDirectories(root.resolve("logs"));
    }

    /** The packaged program must be there: the build makes it before integration tests run. */
    static void assumePackaged() {
        Assumptions.assumeTrue(Files.exists(Path.of("target/postern.jar")), "target/postern.jar is not built");
    }

    static void assumeRoot() {
        Assumptions.assumeTrue(ProcessUser.isRoot(), "this needs root");
    }

    static int freePort() {
        return Ports.free();
    }

    Path path(String name) {
        return root.resolve(name);
    }

    Site conf(String text) throws IOException {
        Files.writeString(root.resolve("nginx.conf"), text, StandardCharsets.ISO_8859_1);
        return this;
    }

    /** Runs the command to its end and gives its exit status. */
    int run(String... arguments) throws Exception {
        Path out = Files.createTempFile(root, "out", ".txt");
        Process process = begin(out, arguments);
        assertTrue(await(process), "the command ends");
        output = Files.readString(out, StandardCharsets.ISO_8859_1);
        return process.exitValue();
    }

    /** Starts the command and leaves it running. */
    Process begin(Path out, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of("-p", root.toString(), "-c", "nginx.conf", "-e", "logs/boot.log"));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        children.add(process);
        return process;
    }

    /** Starts in the foreground and waits for the pid file. */
    Process foreground() throws Exception {
        Process process = begin(path("foreground.txt"), "-g", "daemon off;");
        until("the pid file is written", () -> pidIn("logs/nginx.pid") > 0);
        return process;
    }

    /** What the last command said. */
    String output() {
        return output;
    }

    int pid() {
        return pidIn("logs/nginx.pid");
    }

    /** The pid in a file; 0 when there is none. */
    int pidIn(String file) {
        try {
            String text = Files.readString(path(file)).strip();
            return text.isEmpty() ? 0 : Integer.parseInt(text);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    void signal(String name) throws IOException {
        signal(name, pid());
    }

    static void signal(String name, int pid) throws IOException {
        await(new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start());
    }

    private static boolean await(Process process) {
        try {
            return process.waitFor(PATIENCE, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static boolean alive(int pid) {
        return pid > 0 && Files.exists(Path.of("/proc/" + pid)) && !state(pid).equals("Z");
    }

    private static String state(int pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
        } catch (IOException e) {
            return "Z";
        }
    }

    String log() {
        return text("logs/error.log");
    }

    /** A file's text; empty when there is none. */
    String text(String file) {
        try {
            return Files.readString(path(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    void untilLogged(String part) {
        until("the log has: " + part, () -> log().contains(part));
    }

    void untilGone(int pid) {
        until("process " + pid + " ends", () -> !alive(pid));
    }

    void until(String what, BooleanSupplier holds) {
        long end = System.currentTimeMillis() + PATIENCE;
        while (!holds.getAsBoolean()) {
            if (System.currentTimeMillis() > end) {
                fail(what + "; the log:\n" + log());
            }
            pause(20);
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        for (String file : List.of("logs/nginx.pid", "logs/nginx.pid.oldbin")) {
            int pid = pidIn(file);
            if (alive(pid)) {
                signal("TERM", pid);
                untilGone(pid);
            }
        }
        for (Process child : children) {
            child.destroy();
            await(child);
        }
    }
}

package io.postern.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One running proxy, ours or the reference, started from a configuration text in a folder of its own. */
final class ProxyUnderTest implements AutoCloseable {
    private final String name;
    private final Process process;
    private final List<Long> pids;

    private ProxyUnderTest(String name, Process process, List<Long> pids) {
        this.name = name;
        this.process = process;
        this.pids = pids;
    }

    /** Starts it in the foreground and waits until the port answers (20 seconds at most). */
    static ProxyUnderTest start(String name, Path program, Path folder, String conf, int port, List<String> env)
            throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("logs"));
        Path file = folder.resolve("nginx.conf");
        Files.writeString(file, conf, StandardCharsets.ISO_8859_1);
        ProcessBuilder builder = new ProcessBuilder(
                        program.toString(), "-p", folder + "/", "-c", file.toString(), "-e", folder + "/logs/start.log")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("logs/out.log").toFile());
        for (String pair : env) {
            int eq = pair.indexOf('=');
            builder.environment().put(pair.substring(0, eq), pair.substring(eq + 1));
        }
        Process process = builder.start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!answers(port)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                process.destroyForcibly();
                throw new IOException(name + " did not start: "
                        + Files.readString(folder.resolve("logs/out.log"), StandardCharsets.ISO_8859_1));
            }
            Thread.sleep(20);
        }
        return new ProxyUnderTest(name, process, ProcessMeter.family(process.pid()));
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    long cpuNanos() {
        return ProcessMeter.cpuNanos(pids);
    }

    long pssKib() {
        return ProcessMeter.pssKib(ProcessMeter.family(process.pid()));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

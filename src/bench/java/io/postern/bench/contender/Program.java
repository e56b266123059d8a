package io.postern.bench.contender;

import io.postern.bench.driver.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A started program that stays in the foreground. */
record Program(Process process, Ports ports) implements Running {
    private static final long POLL_NANOS = 300_000;

    /** Starts it and waits until those ports answer (30 seconds at most). */
    static Program start(
            List<String> command, Map<String, String> environment, Path folder, Ports ports, int... answering)
            throws IOException {
        Path log = folder.resolve("out.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        Leftovers.add(process);
        Program program = new Program(process, ports);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        for (int next = 0; next < answering.length; ) {
            if (answers(answering[next])) {
                next++;
                continue;
            }
            if (!process.isAlive() || System.nanoTime() > end) {
                program.close();
                throw new IOException(command.get(0) + " did not start: "
                        + Files.readString(log, StandardCharsets.ISO_8859_1).trim());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return program;
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        Leftovers.end(process);
    }
}

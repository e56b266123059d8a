package io.postern.peers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the system that we started and that we end, by its process. */
final class Peer implements AutoCloseable {
    private final Process process;

    private Peer(Process process) {
        this.process = process;
    }

    /** Starts it and waits until all these ports answer. */
    static Peer start(Path folder, List<String> command, int... ports) throws IOException {
        Path said = folder.resolve("said.txt");
        Peer peer = new Peer(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start());
        for (int port : ports) {
            for (int i = 0; !answers(port); i++) {
                if (!peer.process.isAlive() || i == 300) {
                    peer.close();
                    throw new IOException(command + " does not listen on " + port + ": " + Files.readString(said));
                }
                rest(100);
            }
        }
        return peer;
    }

    /** Skips the test by name where one of these programs is missing. */
    static void require(String... programs) {
        for (String program : programs) {
            assumeTrue(installed(program), program + " is not installed");
        }
    }

    private static boolean installed(String program) {
        for (String folder : (System.getenv("PATH") + ":/usr/sbin:/sbin").split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    /** Runs a command to its end and gives what it said; it must succeed. */
    static String run(List<String> command) throws IOException {
        List<String> bounded = new ArrayList<>(List.of("timeout", "--foreground", "120"));
        bounded.addAll(command);
        Process process = new ProcessBuilder(bounded).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        try {
            if (process.waitFor() != 0) {
                throw new AssertionError(command.get(0) + " failed: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return said;
    }

    private static boolean answers(int port) {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    static void rest(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.side.Program.Running;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk under two logs is full for a moment: which lines of that second are written, once there is room, is the same with nginx and
 * with Postern. The disk is a small one in memory that only the program sees, in a mount namespace of its own.
 */
class FullDiskIT {
    private static final int PATIENCE = 30_000;
    private static final int PAGE = 4096;
    private static final int TRIES = 20;
    private static final List<String> MOUNTED =
            List.of("unshare", "-rm", "sh", "-c", "mount -t tmpfs -o size=64k none \"$0\" && exec \"$@\"");

    @Test
    void linesOfThatSecond_areThoseOfNginx(@TempDir Path folder) throws Exception {
        Optional<Program> nginx = Program.nginx();
        assumeTrue(nginx.isPresent(), "no nginx with mail on the PATH or in POSTERN_NGINX");
        assumeTrue(mounts(Files.createDirectory(folder.resolve("tried"))), "nothing can be mounted here");
        String ours = seen(Program.postern(), Files.createDirectory(folder.resolve("p")));
        assertTrue(ours.contains("one"), ours);
        assertEquals(seen(nginx.get(), Files.createDirectory(folder.resolve("n"))), ours);
    }

    private static List<String> mounted(Path disk, List<String> command) {
        List<String> all = new ArrayList<>(MOUNTED);
        all.add(disk.toString());
        all.addAll(command);
        return all;
    }

    private static boolean mounts(Path disk) throws Exception {
        try {
            return new ProcessBuilder(mounted(disk, List.of("true"))).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String seen(Program program, Path folder) throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        int port = Ports.free();
        Program there =
                new Program(program.name(), mounted(disk, program.command()), program.version(), program.preamble());
        // of those that the namespace knows there is but one user
        String conf = "daemon off; master_process off; pid logs/nginx.pid; error_log logs/error.log;"
                + " events { } mail { server_name mail.example.com; auth_http 127.0.0.1:1;"
                + " error_log disk/first.log info; error_log disk/second.log info;"
                + " server { listen 127.0.0.1:" + port + "; protocol smtp; } }\n";
        try (Running running = there.start(folder, conf, List.of(port));
                Client one = new Client(port)) {
            Path seen = Path.of("/proc/" + running.process().pid() + "/root" + disk);
            for (int i = 0; i < TRIES; i++) {
                String written = oneSecond(seen, one, port);
                if (!written.isEmpty()) {
                    return written;
                }
            }
            throw new IOException("too slow a machine");
        }
    }

    /** What the logs have afterwards; nothing where it took longer than that second. */
    private static String oneSecond(Path disk, Client one, int port) throws Exception {
        while (System.currentTimeMillis() % 1000 > 300) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        long second = System.currentTimeMillis() / 1000;
        fill(disk);
        one.say("lost");
        Files.delete(disk.resolve("fill"));
        one.say("again");
        try (Client other = new Client(port)) {
            other.say("other");
            one.say("last");
            if (second != System.currentTimeMillis() / 1000) {
                return "";
            }
            while (System.currentTimeMillis() / 1000 == second) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            // nginx looks at its clock once an event
            TimeUnit.MILLISECONDS.sleep(100);
            one.say("one");
            other.say("two");
        }
        return written(disk.resolve("first.log")) + "--\n" + written(disk.resolve("second.log"));
    }

    /** Nothing is in the logs any more, and nothing has room. */
    private static void fill(Path disk) throws IOException {
        for (String log : List.of("first.log", "second.log")) {
            Files.writeString(disk.resolve(log), "");
        }
        try (OutputStream fill = Files.newOutputStream(disk.resolve("fill"))) {
            while (true) {
                fill.write(new byte[PAGE]);
            }
        } catch (IOException e) {
            // it is full
        }
    }

    private static String written(Path log) throws IOException {
        return Files.readString(log, StandardCharsets.ISO_8859_1)
                .replaceAll("\\d{4}/\\d\\d/\\d\\d [\\d:]{8} |\\d+#\\d+: \\*\\d+ |127\\.0\\.0\\.1:\\d+", "");
    }

    /** A client whose every sender is refused, and named in the log. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;

        Client(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(PATIENCE);
            hear();
        }

        private void hear() throws IOException {
            int heard;
            do {
                heard = socket.getInputStream().read();
            } while (heard >= 0 && heard != '\n');
        }

        void say(String sender) throws IOException {
            socket.getOutputStream().write(("MAIL FROM:<" + sender + ">\r\n").getBytes(StandardCharsets.US_ASCII));
            hear();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}

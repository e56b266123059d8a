package io.postern.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.side.Ports;
import io.postern.side.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the connections of a configuration that leaves, after HUP and after QUIT: the same as in a worker of nginx. */
class LeavingIT {
    private static final int PATIENCE = 60_000;

    @TempDir
    Path folder;

    @Test
    void hup_idleOnesEndAtOnce_othersWhenServed() throws Exception {
        String expected = """
                idle: ended
                kept upstream: ended
                fresh: 200 close, ended
                slow: 200 close, ended
                its upstream: ended
                new: 200 keep-alive
                count: Active connections: 2 server accepts handled requests 7 7 6 Reading: 0 Writing: 1 Waiting: 1
                127.0.0.1 GET /hi HTTP/1.1 200 1
                127.0.0.1 GET /up/x HTTP/1.1 200 1
                127.0.0.1 GET /fresh HTTP/1.1 200 1
                127.0.0.1 GET /up/slow HTTP/1.1 200 1
                127.0.0.1 GET /new HTTP/1.1 200 1
                127.0.0.1 GET /count HTTP/1.1 200 1
                """;
        same(expected, "HUP", "");
    }

    @Test
    void quit_waitsForRequestsInHand() throws Exception {
        String expected = """
                idle: ended
                kept upstream: ended
                fresh: 200 close, ended
                slow: 200 close, ended
                its upstream: ended
                exit 0
                127.0.0.1 GET /hi HTTP/1.1 200 1
                127.0.0.1 GET /up/x HTTP/1.1 200 1
                127.0.0.1 GET /fresh HTTP/1.1 200 1
                127.0.0.1 GET /up/slow HTTP/1.1 200 1
                """;
        same(expected, "QUIT", "");
    }

    @Test
    void shutdownTimeout_endsRequestsInHand() throws Exception {
        String expected = """
                idle: ended
                kept upstream: ended
                fresh: ended
                slow: ended
                its upstream: ended
                exit 0
                127.0.0.1 GET /hi HTTP/1.1 200 1
                127.0.0.1 GET /up/x HTTP/1.1 200 1
                127.0.0.1 GET /up/slow HTTP/1.1 000 1
                """;
        same(expected, "QUIT", "worker_shutdown_timeout 1s;");
    }

    /** Connections that wait are kept for a least time, whatever leaves. */
    @Test
    void quit_leavesConnectionsTheirLeastTime() throws Exception {
        Assumptions.assumeTrue(Files.exists(Path.of("target/postern.jar")), "target/postern.jar is not built");
        Program ours = Program.packaged();
        String expected = "asked again: 200 close, ended; silent: ended after 3 s; exit 0";
        assertEquals(expected, leastTime(ours, folder.resolve("ours")));
        Optional<Program> nginx = Program.nginx().filter(n -> n.isAtLeast("1.27.4"));
        if (nginx.isPresent()) {
            assertEquals(expected, leastTime(nginx.get(), folder.resolve("nginx")));
        }
    }

    private static String leastTime(Program program, Path folder) throws Exception {
        int port = Ports.free();
        int mail = Ports.free();
        String text = SideBySide.configuration("leave.conf", Map.of("PORT", port, "MAIL", mail, "BACKEND", port))
                .replace("%%SHUTDOWN%%", "")
                .replace("http {", "http { keepalive_min_timeout 3s;");
        try (Program.Running running = program.start(Files.createDirectories(folder), text, List.of(mail));
                KeptClient asks = new KeptClient(port);
                KeptClient silent = new KeptClient(port)) {
            assertEquals("200 keep-alive", asks.ask("/hi"));
            assertEquals("200 keep-alive", silent.ask("/hi"));
            long begin = System.nanoTime();
            new ProcessBuilder("kill", "-QUIT", String.valueOf(running.process().pid()))
                    .start()
                    .waitFor();
            TimeUnit.MILLISECONDS.sleep(500);
            String all = "asked again: " + asks.ask("/hi") + ", " + asks.rest() + "; silent: " + silent.rest();
            long seconds = (System.nanoTime() - begin + 300_000_000) / 1_000_000_000;
            assertTrue(running.process().waitFor(PATIENCE, TimeUnit.MILLISECONDS));
            return all + " after " + seconds + " s; exit " + running.process().exitValue();
        }
    }

    private void same(String expected, String signal, String main) throws Exception {
        Assumptions.assumeTrue(Files.exists(Path.of("target/postern.jar")), "target/postern.jar is not built");
        // the launcher itself: it is what makes signals arrive
        Program ours = Program.packaged();
        assertEquals(expected, play(ours, folder.resolve("ours"), signal, main));
        Optional<Program> nginx = Program.nginx();
        if (nginx.isPresent()) {
            assertEquals(expected, play(nginx.get(), folder.resolve("nginx"), signal, main));
        }
    }

    private static String play(Program program, Path folder, String signal, String main) throws Exception {
        int port = Ports.free();
        int mail = Ports.free();
        Files.createDirectories(folder);
        StringBuilder all = new StringBuilder();
        try (Upstream upstream = new Upstream();
                Program.Running running = program.start(
                        folder,
                        SideBySide.configuration(
                                        "leave.conf", Map.of("PORT", port, "MAIL", mail, "BACKEND", upstream.port()))
                                .replace("%%SHUTDOWN%%", main),
                        List.of(mail));
                KeptClient fresh = new KeptClient(port);
                KeptClient idle = new KeptClient(port);
                KeptClient slow = new KeptClient(port)) {
            assertEquals("200 keep-alive", idle.ask("/hi"));
            slow.say("/up/slow");
            assertTrue(upstream.arrived.await(PATIENCE, TimeUnit.MILLISECONDS));
            try (KeptClient passing = new KeptClient(port)) {
                assertEquals("200 keep-alive", passing.ask("/up/x"));
            }
            new ProcessBuilder(
                            "kill",
                            "-" + signal,
                            String.valueOf(running.process().pid()))
                    .start()
                    .waitFor();
            all.append("idle: ").append(idle.rest()).append('\n');
            all.append("kept upstream: ").append(upstream.ended()).append('\n');
            if (main.isEmpty()) {
                all.append("fresh: ")
                        .append(fresh.ask("/fresh"))
                        .append(", ")
                        .append(fresh.rest())
                        .append('\n');
                upstream.answer.countDown();
                all.append("slow: ").append(slow.reply()).append(", ");
            } else {
                all.append("fresh: ").append(fresh.rest()).append('\n').append("slow: ");
            }
            all.append(slow.rest()).append('\n');
            all.append("its upstream: ").append(upstream.ended()).append('\n');
            if (signal.equals("HUP")) {
                after(port, all);
            } else {
                assertTrue(running.process().waitFor(PATIENCE, TimeUnit.MILLISECONDS));
                all.append("exit ").append(running.process().exitValue()).append('\n');
            }
        }
        return all + Files.readString(folder.resolve("logs/access.log"));
    }

    private static void after(int port, StringBuilder all) throws IOException {
        try (KeptClient next = new KeptClient(port);
                KeptClient counting = new KeptClient(port)) {
            all.append("new: ").append(next.ask("/new")).append('\n');
            counting.ask("/count");
            all.append("count: ")
                    .append(counting.body().strip().replaceAll("\\s+", " "))
                    .append('\n');
        }
    }

    /** An upstream that keeps its connections, answers slowly where it is asked to, and tells of each end. */
    private static final class Upstream implements AutoCloseable {
        private final ServerSocket server;
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final CountDownLatch answer = new CountDownLatch(1);
        private final LinkedBlockingQueue<String> ends = new LinkedBlockingQueue<>();

        Upstream() throws IOException {
            server = new ServerSocket();
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            start(() -> {
                while (true) {
                    Socket socket = server.accept();
                    start(() -> serve(socket));
                }
            });
        }

        private interface Work {
            void run() throws Exception;
        }

        private static void start(Work work) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            work.run();
                        } catch (Exception closed) {
                            // the test is over
                        }
                    },
                    "upstream");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return server.getLocalPort();
        }

        private void serve(Socket socket) throws Exception {
            try (socket) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                for (String first = in.readLine(); first != null; first = in.readLine()) {
                    while (!in.readLine().isEmpty()) {
                        // headers
                    }
                    if (first.contains("slow")) {
                        arrived.countDown();
                        start(() -> {
                            answer.await();
                            reply(socket);
                        });
                    } else {
                        reply(socket);
                    }
                }
                ends.add("ended");
            }
        }

        private static void reply(Socket socket) throws IOException {
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi".getBytes(StandardCharsets.ISO_8859_1));
        }

        String ended() throws InterruptedException {
            return ends.poll(PATIENCE, TimeUnit.MILLISECONDS) + "";
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}

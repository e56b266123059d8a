package io.postern.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.side.Ports;
import io.postern.side.Program;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which connection to an upstream each request goes over, and what odd replies do to it: the same as nginx, as the upstream and the
 * client see it and as the logs tell.
 */
class UpstreamKeepIT {
    @Test
    void requestsGoOverTheSameConnections(@TempDir Path folder) throws Exception {
        Program nginx = SideBySide.nginx();
        int port = Ports.free();
        int dead = Ports.free();
        assertEquals(
                play(nginx, folder.resolve("nginx"), port, dead),
                play(Program.postern(), folder.resolve("ours"), port, dead));
    }

    private static String play(Program program, Path folder, int backend, int dead) throws Exception {
        int port = Ports.free();
        int mail = Ports.free();
        int other = Ports.free();
        Files.createDirectories(folder);
        String text = SideBySide.configuration(
                "upstreams.conf", Map.of("PORT", port, "MAIL", mail, "BACKEND", backend, "DEAD", dead, "OTHER", other));
        StringBuilder all = new StringBuilder();
        try (Keeper keeper = new Keeper(backend);
                Program.Running running = program.start(folder, text, List.of(port, mail))) {
            for (String path : SideBySide.lines("upstreams.paths")) {
                String method = path.contains(":") ? path.substring(0, path.indexOf(':')) : "GET";
                all.append(path).append(" => ").append(ask(port, method, path.substring(path.indexOf(':') + 1)));
                keeper.seen.forEach(line -> all.append("\n    ").append(line));
                keeper.seen.clear();
                all.append('\n');
            }
            assertEquals(folder, running.folder());
        }
        all.append(Files.readString(folder.resolve("logs/access.log")));
        for (String line : Files.readAllLines(folder.resolve("logs/error.log"))) {
            if (line.contains("client: ")) {
                all.append(line.replaceFirst("^[^\\[]*", "").replaceFirst("\\d+#\\d+: \\*\\d+ ", ""))
                        .append('\n');
            }
        }
        return all.toString().replace(String.valueOf(port), "PORT").replace(String.valueOf(other), "OTHER");
    }

    private static String ask(int port, String method, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String body = method.equals("POST") ? "Content-Length: 2\r\n\r\nhi" : "\r\n";
            String request = method + " /" + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return reply.replaceAll("Date: [^\r]*", "Date: ?").replace("\r\n", "|");
        }
    }

    /** An upstream that keeps its connections and numbers them; paths ask for odd replies. */
    private static final class Keeper implements AutoCloseable {
        private final ServerSocket server;
        private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
        private final AtomicInteger connections = new AtomicInteger();
        private final Thread accepting;
        private final List<Socket> open = new ArrayList<>();

        Keeper(int port) throws IOException {
            server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            accepting = start(this::accept);
        }

        private static Thread start(Runnable work) {
            Thread t = new Thread(work, "keeper");
            t.setDaemon(true);
            t.start();
            return t;
        }

        private void accept() {
            while (!server.isClosed()) {
                try {
                    Socket s = server.accept();
                    synchronized (open) {
                        open.add(s);
                    }
                    int number = connections.incrementAndGet();
                    start(() -> serve(s, number));
                } catch (IOException closed) {
                    return;
                }
            }
        }

        private void serve(Socket socket, int number) {
            try (socket) {
                InputStream in = new BufferedInputStream(socket.getInputStream());
                for (int n = 1; ; n++) {
                    StringBuilder head = new StringBuilder();
                    while (!head.toString().endsWith("\r\n\r\n")) {
                        int b = in.read();
                        if (b < 0) {
                            return;
                        }
                        head.append((char) b);
                    }
                    if (head.toString().toLowerCase(Locale.ROOT).contains("content-length: 2")) {
                        head.append(new String(in.readNBytes(2), StandardCharsets.ISO_8859_1));
                    }
                    String request = head.toString().replace("\r\n", "|");
                    seen.add("connection " + number + ", request " + n + ": " + request);
                    String reply = n > 1 && request.contains("/cut") ? "" : reply(request);
                    socket.getOutputStream().write(reply.getBytes(StandardCharsets.ISO_8859_1));
                    boolean wellFormed = reply.startsWith("HTTP/1.1 2") || reply.startsWith("HTTP/1.1 4");
                    if (!wellFormed || reply.contains("2x0")) {
                        return;
                    }
                }
            } catch (IOException gone) {
                // the proxy has had enough
            }
        }

        private static String reply(String request) {
            String path = request.substring(
                    request.lastIndexOf('/', request.indexOf(" HTTP/")) + 1, request.indexOf(" HTTP/"));
            String chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n";
            return switch (path) {
                case "raw" -> "just words\nand more";
                case "half" -> "HTTP/1.1 2x0 OK\r\n\r\nmore";
                case "more" -> "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhello";
                case "chunked" -> chunks;
                case "chunkedmore" -> chunks + "more";
                case "bye" -> "HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 5\r\n\r\nhello";
                case "http10" -> "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello";
                case "none" -> "HTTP/1.1 204 None\r\n\r\n";
                case "accel" -> "HTTP/1.1 200 OK\r\nX-Accel-Redirect: /text\r\nContent-Length: 0\r\n\r\n";
                case "missing" -> "HTTP/1.1 404 Missing\r\nContent-Length: 5\r\n\r\nhello";
                case "broken" -> "HTTP/1.1 500 Broken\r\nContent-Length: 5\r\n\r\nhello";
                default -> "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + (request.startsWith("HEAD") ? "" : "hello");
            };
        }

        @Override
        public void close() throws IOException {
            server.close();
            // the port is free when nobody accepts any more
            try {
                accepting.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            synchronized (open) {
                for (Socket s : open) {
                    s.close();
                }
            }
        }
    }
}

package io.postern.http;

import io.postern.side.Ports;
import io.postern.side.Program;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Replies made up at random come from an upstream: nginx and Postern make the same of them for the client, with the same lines in the
 * logs. {@code -Dhttp.seed} and {@code -Dhttp.sessions} choose which and how many.
 */
class ReplyRandomIT {
    private static final long SEED = Long.getLong("http.seed", 20261127);
    private static final int SESSIONS = Integer.getInteger("http.sessions", 200);
    private static final List<String> LOCATIONS =
            List.of("plain", "plain", "plain", "small", "old", "next", "icept", "redir", "gz");

    @Test
    void randomReplies_sameForTheClientAndInTheLogs(@TempDir Path folder) throws Exception {
        Program nginx = SideBySide.nginx();
        try (Upstream upstream = new Upstream()) {
            RandomSides.Side theirs = side(nginx, folder.resolve("side1"), upstream.port());
            RandomSides.Side ours = side(Program.postern(), folder.resolve("side2"), upstream.port());
            new RandomSides(theirs, ours, List.of("access.log", "error.log"), ReplyRandomIT::request).same(SESSIONS);
        }
    }

    private static RandomSides.Side side(Program program, Path folder, int backend) throws IOException {
        Files.createDirectories(folder);
        int port = Ports.free();
        int mail = Ports.free();
        String text = SideBySide.configuration("replies.conf", Map.of("PORT", port, "MAIL", mail, "BACKEND", backend));
        return new RandomSides.Side(program, folder, port, mail, text);
    }

    /** What a client asks in this session: the upstream answers by the number. */
    private static List<byte[]> request(int session) {
        Random random = new Random(SEED + session);
        String method = List.of("GET", "GET", "GET", "HEAD", "POST").get(random.nextInt(5));
        String location = LOCATIONS.get(random.nextInt(LOCATIONS.size()));
        boolean old = random.nextInt(3) == 0;
        String text = method + " /" + location + "/" + session + " HTTP/1." + (old ? 0 : 1) + "\r\nHost: localhost\r\n"
                + (random.nextInt(20) == 0 ? "" : "Connection: close\r\n")
                + (random.nextInt(4) == 0 ? "Range: bytes=1-2\r\n" : "")
                + (random.nextInt(6) == 0 ? "If-None-Match: \"x\"\r\n" : "")
                + (method.equals("POST") ? "Content-Length: 2\r\n\r\nab" : "\r\n");
        return List.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Answers each request by the number at the end of its path, and closes. */
    private static final class Upstream implements AutoCloseable {
        private final ServerSocket server;

        Upstream() throws IOException {
            server = new ServerSocket();
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free()), 500);
            start(this::accept);
        }

        private static void start(Runnable work) {
            Thread thread = new Thread(work, "upstream");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return server.getLocalPort();
        }

        private void accept() {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    start(() -> answer(socket));
                } catch (IOException closed) {
                    return;
                }
            }
        }

        private void answer(Socket socket) {
            try (socket) {
                InputStream in = socket.getInputStream();
                StringBuilder head = new StringBuilder();
                while (!head.toString().endsWith("\r\n\r\n")) {
                    int b = in.read();
                    if (b < 0) {
                        return;
                    }
                    head.append((char) b);
                }
                if (head.toString().toLowerCase(Locale.ROOT).contains("\r\ncontent-length: 2\r\n")) {
                    in.readNBytes(2);
                }
                String path = head.substring(0, head.indexOf(" HTTP/"));
                int number = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
                socket.getOutputStream().write(new ReplyDice(SEED + number).reply(port()));
                socket.shutdownOutput();
                in.transferTo(java.io.OutputStream.nullOutputStream());
            } catch (IOException gone) {
                // the proxy has had enough
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}

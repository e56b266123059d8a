package io.postern.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.side.Ports;
import io.postern.side.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What no other configuration here has, beside nginx: {@code default_server}, volatile maps, geo by forwarded addresses, sticking
 * upstreams, upstreams that do not take a connection or a request, what the clock says, {@code http2 on} for clients of HTTP/1.1,
 * stub_status with mail clients.
 */
class ClausesIT {
    private static final List<String> NAMES =
            List.of("PORT", "MAIL", "FIVE", "SIX", "SEVEN", "STATUS", "DEAD", "FULL", "DEAF");
    private static final int PATIENCE = 60_000;

    @Test
    void talks_sameRepliesAndLines(@TempDir Path folder) throws Exception {
        Program nginx = SideBySide.nginx();
        assertEquals(
                play(nginx, Files.createDirectory(folder.resolve("n"))),
                play(Program.postern(), Files.createDirectory(folder.resolve("p"))));
    }

    private static String play(Program program, Path folder) throws Exception {
        Map<String, Integer> ports = new HashMap<>();
        NAMES.forEach(name -> ports.put(name, Ports.free()));
        StringBuilder all = new StringBuilder();
        try (ServerSocket deaf = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                Full full = new Full()) {
            ports.put("DEAF", deaf.getLocalPort());
            ports.put("FULL", full.port());
            for (String file : List.of("geo.inc", "more.users")) {
                Files.copy(Path.of("src/test/resources/io/postern/http", file), folder.resolve(file));
            }
            String text = SideBySide.configuration("clauses.conf", ports);
            try (Program.Running running = program.start(folder, text, List.of(port(ports, "MAIL")))) {
                for (String talk : SideBySide.lines("clauses.talks")) {
                    if (!talk.startsWith("#")) {
                        String[] words = talk.split(" ", 3);
                        all.append(talk).append(" => ").append(ask(words[0], port(ports, words[1]), bytes(words[2])));
                        all.append('\n');
                    }
                }
                all.append(ask("127.0.0.1", port(ports, "PORT"), bytes("GET /full HTTP/1.0\\r\\n\\r\\n")));
                all.append(ask("127.0.0.1", port(ports, "PORT"), large()));
                all.append(counted(port(ports, "MAIL"), port(ports, "STATUS")));
                assertEquals(folder, running.folder());
            }
        }
        all.append(Files.readString(folder.resolve("logs/access.log")));
        for (String line : Files.readAllLines(folder.resolve("logs/error.log"))) {
            if (line.contains("client: ")) {
                all.append(line.replaceFirst("^[^\\[]*", "").replaceFirst("\\d+#\\d+: \\*\\d+ ", ""))
                        .append('\n');
            }
        }
        String said = all.toString().replace(folder.toString(), "FOLDER");
        for (Map.Entry<String, Integer> port : ports.entrySet()) {
            said = said.replace(":" + port.getValue(), ":" + port.getKey());
        }
        return said;
    }

    private static int port(Map<String, Integer> ports, String name) {
        return Objects.requireNonNull(ports.get(name), name);
    }

    /** A body that no socket takes whole. */
    private static byte[] large() {
        int length = 16 * 1024 * 1024;
        byte[] head =
                ("POST /deaf HTTP/1.0\r\nContent-Length: " + length + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[head.length + length];
        System.arraycopy(head, 0, all, 0, head.length);
        return all;
    }

    private static byte[] bytes(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String ask(String from, int port, byte[] request) throws IOException {
        InetAddress address = InetAddress.getByName(from);
        InetAddress to = from.contains(":") ? address : InetAddress.getLoopbackAddress();
        try (Socket socket = new Socket(to, port, address, 0)) {
            socket.setSoTimeout(PATIENCE);
            socket.getOutputStream().write(request);
            String path = new String(request, 0, Math.min(20, request.length), StandardCharsets.ISO_8859_1);
            return masked(path, SideBySide.read(socket.getInputStream()).replace("\r\n", "|"));
        }
    }

    /** What differs by nature: the time, and on purpose nothing but digits where the time is asked for. */
    private static String masked(String request, String reply) {
        String said = reply.replaceAll("Date: [^|]*", "Date: ?");
        if (request.contains("/time")) {
            return said.replaceAll("[A-Z][a-z]{2}/", "Mon/").replaceAll("\\d+", "9");
        }
        return request.contains("/uptime") || request.contains("/host")
                ? said.replaceAll("\\d\\.\\d{3}", "0.000").replaceAll("\\b[0-9a-f]{32}\\b", "ID")
                : said;
    }

    /** stub_status while two mail clients are connected, one of them having said something. */
    private static String counted(int mail, int status) throws Exception {
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), mail);
                socket.setSoTimeout(PATIENCE);
                clients.add(socket);
                line(socket);
            }
            clients.get(0).getOutputStream().write("a NOOP\r\n".getBytes(StandardCharsets.ISO_8859_1));
            line(clients.get(0));
            return ask("127.0.0.1", status, bytes("GET /status HTTP/1.0\\r\\n\\r\\n"))
                    + ask("127.0.0.1", status, bytes("GET /vars HTTP/1.0\\r\\n\\r\\n"));
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static void line(Socket socket) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = socket.getInputStream().read();
                b >= 0 && b != '\n';
                b = socket.getInputStream().read()) {
            line.write(b);
        }
        assertEquals('\r', line.toByteArray()[line.size() - 1]);
    }

    /** A listener whose queue is full: who connects to it waits. */
    private static final class Full implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final List<SocketChannel> queue = new ArrayList<>();

        Full() throws IOException {
            for (int i = 0; i < 4; i++) {
                SocketChannel one = SocketChannel.open();
                one.configureBlocking(false);
                one.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
                queue.add(one);
            }
        }

        int port() {
            return server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel one : queue) {
                one.close();
            }
            server.close();
        }
    }
}

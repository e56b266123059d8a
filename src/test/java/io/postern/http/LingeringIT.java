package io.postern.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.side.Ports;
import io.postern.side.Program;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How connections end: who still sends is listened to for a while, who is too slow is reset where the configuration says so. */
class LingeringIT {
    private static final String CLOSE = " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n";
    private static final String KEEP = " HTTP/1.1\r\nHost: h\r\n";
    private static final int PATIENCE = 30_000;

    private static final String EXPECTED = """
            always, silent behind it: heard until 1 s
            always, sends on: heard until 2 to 3 s
            on, all was read: heard until 0 s
            off, more had come: heard until 0 s
            keeps, the body never ends: heard until 2 to 3 s
            keeps, the body stops: ended at 1 s
            header stops: ended at 1 s
            header stops, reset: reset at 1 s
            nothing comes, reset: ended at 1 s
            body stops: ended at 1 s
            body stops, reset: reset at 1 s
            unwanted body stops, reset: reset at 1 s
            kept, reset: ended at 1 s
            dropped: ended at 0 s
            dropped, reset: reset at 0 s
            takes nothing: ended
            takes nothing, reset: reset
            takes some: ended
            access: /long/idle 200 2
            access: /long/some 200 3
            """;

    @TempDir
    Path folder;

    @Test
    void postern() throws Exception {
        assertEquals(EXPECTED, play(Program.postern()));
    }

    @Test
    void nginx() throws Exception {
        Optional<Program> nginx = Program.nginx();
        if (nginx.isPresent()) {
            assertEquals(EXPECTED, play(nginx.get()));
        }
    }

    private interface Talk {
        String play() throws Exception;
    }

    private static CompletableFuture<String> talk(String name, Talk talk) {
        CompletableFuture<String> said = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        said.complete(name + ": " + talk.play());
                    } catch (Exception e) {
                        said.completeExceptionally(new CompletionException(name, e));
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return said;
    }

    private String play(Program program) throws Exception {
        int port = Ports.free();
        int reset = Ports.free();
        int mail = Ports.free();
        try (Backend upstream = new Backend(Ports.free())) {
            String text = SideBySide.configuration(
                    "linger.conf", Map.of("PORT", port, "RESET", reset, "MAIL", mail, "BACKEND", upstream.port()));
            try (Program.Running running = program.start(folder, text, List.of(mail, port, reset))) {
                for (int warm : List.of(port, reset)) {
                    ends(warm, "GET /echo" + CLOSE + "\r\n");
                }
                List<CompletableFuture<String>> talks = talks(port, reset);
                StringBuilder all = new StringBuilder();
                for (CompletableFuture<String> one : talks) {
                    all.append(one.join()).append('\n');
                }
                Path log = running.folder().resolve("logs/access.log");
                for (int i = 0; i < 100 && Files.readString(log).split("/long/").length < 4; i++) {
                    Thread.sleep(50);
                }
                return all
                        + Files.readAllLines(log).stream()
                                .filter(line -> line.startsWith("/long/"))
                                .map(LingeringIT::rounded)
                                .sorted()
                                .distinct()
                                .collect(Collectors.joining("\n", "", "\n"));
            }
        }
    }

    private static String rounded(String line) {
        int time = line.lastIndexOf(' ') + 1;
        return "access: " + line.substring(0, time) + Math.round(Double.parseDouble(line.substring(time)));
    }

    private static List<CompletableFuture<String>> talks(int port, int reset) {
        String unwanted = "Content-Length: 1000\r\n\r\nx";
        return List.of(
                talk("always, silent behind it", () -> heard(port, "GET /always" + CLOSE + "\r\n", 1500)),
                talk("always, sends on", () -> heard(port, "GET /always" + CLOSE + "\r\n", 250)),
                talk("on, all was read", () -> heard(port, "GET /" + CLOSE + "\r\n", 250)),
                talk("off, more had come", () -> heard(port, "GET /never" + CLOSE + "\r\nmore", 250)),
                talk("keeps, the body never ends", () -> heard(port, "POST /" + KEEP + unwanted, 250)),
                talk("keeps, the body stops", () -> ends(port, "POST /" + KEEP + unwanted)),
                talk("header stops", () -> ends(port, "GET / HTTP/1.1\r\nHost")),
                talk("header stops, reset", () -> ends(reset, "GET / HTTP/1.1\r\nHost")),
                talk("nothing comes, reset", () -> ends(reset, "")),
                talk("body stops", () -> ends(port, "POST /echo" + KEEP + unwanted)),
                talk("body stops, reset", () -> ends(reset, "POST /echo" + KEEP + unwanted)),
                talk("unwanted body stops, reset", () -> ends(reset, "POST /" + KEEP + unwanted)),
                talk("kept, reset", () -> ends(reset, "GET /" + KEEP + "\r\n")),
                talk("dropped", () -> ends(port, "GET /dropped" + KEEP + "\r\n")),
                talk("dropped, reset", () -> ends(reset, "GET /dropped" + KEEP + "\r\n")),
                talk("takes nothing", () -> late(port, "/long/idle", 0)),
                talk("takes nothing, reset", () -> late(reset, "/long/idle", 0)),
                talk("takes some", () -> late(port, "/long/some", 1000)));
    }

    /** Whole seconds, as far as a loaded machine lets tell. */
    private static long seconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos + 300_000_000) / 1_000_000_000;
    }

    /** What the end of a connection looks like that was served or not, and when it comes. */
    private static String ends(int port, String request) throws Exception {
        try (Socket socket = connect(port, 0)) {
            long begin = System.nanoTime();
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return end(socket) + " at " + seconds(begin) + " s";
        }
    }

    private static String end(Socket socket) {
        try {
            socket.getInputStream().readAllBytes();
            return "ended";
        } catch (IOException broken) {
            return "reset";
        }
    }

    /** Until when a client that writes now and then is not reset. */
    private static String heard(int port, String request, long pause) throws Exception {
        try (Socket socket = connect(port, 0)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            assertEquals('H', socket.getInputStream().read());
            long begin = System.nanoTime();
            for (int i = 0; i < 40; i++) {
                Thread.sleep(pause);
                try {
                    socket.getOutputStream().write('x');
                    Thread.sleep(50);
                    socket.getOutputStream().write('x');
                } catch (IOException closed) {
                    long millis = (System.nanoTime() - begin) / 1_000_000;
                    return "heard until "
                            + (millis < 800 ? "0" : pause > 1000 ? "1" : millis < 3900 ? "2 to 3" : millis) + " s";
                }
            }
            return "heard for ever";
        }
    }

    /** A client that takes what is there at this moment, and the rest long after it was given up. */
    private static String late(int port, String path, long moment) throws Exception {
        try (Socket socket = connect(port, 16_384)) {
            socket.getOutputStream().write(("GET " + path + KEEP + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            if (moment > 0) {
                Thread.sleep(moment);
                InputStream in = socket.getInputStream();
                in.readNBytes(30_000);
            }
            Thread.sleep(4500 - moment);
            return end(socket);
        }
    }

    private static Socket connect(int port, int buffer) throws IOException {
        Socket socket = new Socket();
        if (buffer > 0) {
            socket.setReceiveBufferSize(buffer);
        }
        socket.setSoTimeout(PATIENCE);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }
}

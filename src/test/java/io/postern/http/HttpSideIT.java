package io.postern.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.side.Ports;
import io.postern.side.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same http{} under nginx and here, the same bytes from the client: the same bytes back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpSideIT {
    /** How long nothing comes before a connection counts as open, in milliseconds. */
    private static final int SOON = 400;

    private static final int LATE = 5000;

    private final int ofNginx = Ports.free();
    private final int own = Ports.free();
    private final int ofBackend = Ports.free();
    private final int dead = Ports.free();
    private @Nullable Backend backend;
    private Program.@Nullable Running nginx;
    private @Nullable HttpStand ours;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Program program = SideBySide.nginx();
        backend = new Backend(ofBackend);
        for (String side : List.of("nginx", "ours")) {
            Files.createDirectories(folder.resolve(side));
            Files.copy(
                    Path.of("src/test/resources/io/postern/http/basic.users"),
                    folder.resolve(side).resolve("basic.users"));
        }
        nginx = program.start(folder.resolve("nginx"), at(ofNginx), List.of(ofNginx));
        ours = HttpStand.start(folder.resolve("ours"), at(own));
    }

    private String at(int port) throws IOException {
        return SideBySide.configuration(
                "side.conf",
                Map.of("PORT", port, "PORT2", Ports.free(), "PORT3", Ports.free(), "BACKEND", ofBackend, "DEAD", dead));
    }

    @AfterAll
    void stop() throws IOException {
        if (ours != null) {
            ours.close();
        }
        if (nginx != null) {
            nginx.close();
        }
        if (backend != null) {
            backend.close();
        }
    }

    /** One exchange from the table: a heading and what the client sends. */
    record Case(String name, String sent) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() throws IOException {
        List<Case> all = new ArrayList<>();
        Path folder = Path.of("src/test/resources/io/postern/http");
        String text = Files.readString(folder.resolve("side.requests"))
                + Files.readString(folder.resolve("smuggle.requests"));
        for (String block : text.split("(?m)^### ", -1)) {
            int end = block.indexOf('\n');
            if (end > 0) {
                String body = block.substring(end + 1).stripTrailing().replace("\n", "\r\n") + "\r\n\r\n";
                all.add(new Case(block.substring(0, end), unescape(body)));
            }
        }
        return all.stream();
    }

    /** Long ones are sent at once only; so is what is wrong in a body that nobody reads, told of only if it is there in time. */
    static Stream<Case> slowCases() throws IOException {
        return cases().filter(c -> c.sent.length() < 600 && !c.name.startsWith("smuggling, answered here"));
    }

    /** {@code \n} alone, {@code \r}, {@code \xHH}; {@code \} at the end of a line joins it to the next. */
    private static String unescape(String text) {
        String joined = text.replace("\\\r\n", "");
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < joined.length(); i++) {
            char c = joined.charAt(i);
            if (c != '\\' || i + 1 == joined.length()) {
                out.append(c);
                continue;
            }
            char e = joined.charAt(++i);
            switch (e) {
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 't' -> out.append('\t');
                case 'x' -> {
                    out.append((char) Integer.parseInt(joined.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                case '*' -> {
                    int end = joined.indexOf(';', i);
                    out.append("a".repeat(Integer.parseInt(joined.substring(i + 1, end))));
                    i = end;
                }
                default -> out.append(e);
            }
        }
        return out.toString();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void sameBytesBack(Case c) throws IOException {
        same(c.sent, false);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("slowCases")
    void byteByByte_sameBytesBack(Case c) throws IOException {
        same(c.sent, true);
    }

    /** A machine that is busy gets more time before what it says counts. */
    private void same(String sent, boolean slowly) throws IOException {
        if (!talk(ofNginx, sent, slowly, SOON).equals(talk(own, sent, slowly, SOON))) {
            assertEquals(talk(ofNginx, sent, slowly, LATE), talk(own, sent, slowly, LATE));
        }
    }

    private static String talk(int port, String sent, boolean slowly, int patience) throws IOException {
        String text = sent.replace("%%PORT%%", String.valueOf(port));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(patience);
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            try {
                if (slowly) {
                    for (byte b : bytes) {
                        socket.getOutputStream().write(b);
                    }
                } else {
                    socket.getOutputStream().write(bytes);
                }
            } catch (IOException closed) {
                // answered and closed before all was sent
            }
            return masked(SideBySide.read(socket.getInputStream()), port);
        }
    }

    /** What differs by nature: the time, ports, process numbers. */
    private static String masked(String reply, int port) {
        return reply.replaceAll("Date: [^\r]*", "Date: ?")
                .replaceAll("(Expires: )\\w{3}, \\d\\d \\w{3} 20[^3][^\r]*", "$1?")
                .replace(String.valueOf(port), "PORT")
                .replaceAll("connection=\\d+", "connection=?")
                .replaceAll("x-time: [^\r]*", "x-time: ?");
    }
}

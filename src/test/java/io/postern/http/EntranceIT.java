package io.postern.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.side.Ports;
import io.postern.side.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that come by unix sockets or behind a PROXY header, that are too slow or leave; and upstreams by weight, that fail, stand by or
 * are silent: the same replies and lines as nginx.
 */
class EntranceIT {
    @Test
    void waysInAndOut_sameRepliesAndLines(@TempDir Path folder) throws Exception {
        Program nginx = SideBySide.nginx();
        int dead = Ports.free();
        assertEquals(
                play(nginx, Files.createDirectory(folder.resolve("n")), dead),
                play(Program.postern(), Files.createDirectory(folder.resolve("p")), dead));
    }

    private static String play(Program program, Path folder, int dead) throws Exception {
        int port = Ports.free();
        int proxied = Ports.free();
        int mail = Ports.free();
        int five = Ports.free();
        int six = Ports.free();
        StringBuilder all = new StringBuilder();
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String text = SideBySide.configuration(
                            "entrance.conf",
                            Map.of(
                                    "PORT",
                                    port,
                                    "PROXIED",
                                    proxied,
                                    "MAIL",
                                    mail,
                                    "FIVE",
                                    five,
                                    "SIX",
                                    six,
                                    "DEAD",
                                    dead,
                                    "SILENT",
                                    silent.getLocalPort()))
                    .replace("%%FOLDER%%", folder.toString());
            try (Program.Running running = program.start(folder, text, List.of(mail))) {
                for (String talk : SideBySide.lines("entrance.talks")) {
                    if (!talk.startsWith("#")) {
                        String how = talk.substring(0, talk.indexOf(' '));
                        SocketAddress to = how.startsWith("unix")
                                ? UnixDomainSocketAddress.of(folder.resolve("s"))
                                : loopback(how.startsWith("tcp") ? port : proxied);
                        String said = talk(to, bytes(talk.substring(how.length() + 1)), how.endsWith("!"));
                        all.append(talk).append(" => ").append(said).append('\n');
                    }
                }
                all.append(login(mail)).append('\n');
                assertEquals(folder, running.folder());
            }
            all.append(Files.readString(folder.resolve("logs/access.log")));
            for (String line : Files.readAllLines(folder.resolve("logs/error.log"))) {
                if (line.contains("client: ")) {
                    all.append(line.replaceFirst("^[^\\[]*", "").replaceFirst("\\d+#\\d+: \\*\\d+ ", ""))
                            .append('\n');
                }
            }
            return all.toString()
                    .replace(folder.toString(), "FOLDER")
                    .replace(String.valueOf(silent.getLocalPort()), "SILENT")
                    .replace(String.valueOf(port), "PORT")
                    .replace(String.valueOf(proxied), "PROXIED")
                    .replace(String.valueOf(mail), "MAIL")
                    .replace(String.valueOf(five), "FIVE")
                    .replace(String.valueOf(six), "SIX");
        }
    }

    private static SocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** {@code \r}, {@code \n} and {@code \xHH}. */
    private static byte[] bytes(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.write(c);
                continue;
            }
            char kind = text.charAt(++i);
            if (kind == 'x') {
                out.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                out.write(kind == 'r' ? '\r' : '\n');
            }
        }
        return out.toByteArray();
    }

    private static String talk(SocketAddress to, byte[] says, boolean ends) throws IOException {
        try (SocketChannel socket = SocketChannel.open(to)) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            String end = "<closed>";
            try {
                socket.write(ByteBuffer.wrap(says));
                if (ends) {
                    socket.shutdownOutput();
                }
                ByteBuffer piece = ByteBuffer.allocate(4096);
                while (socket.read(piece.clear()) >= 0) {
                    all.write(piece.array(), 0, piece.position());
                }
            } catch (IOException reset) {
                end = "<reset>";
            }
            return all.toString(StandardCharsets.ISO_8859_1)
                            .replaceAll("Date: [^\r]*", "Date: ?")
                            .replace("\r\n", "|")
                    + end;
        }
    }

    /** Mail clients are answered over the unix socket. */
    private static String login(int port) throws IOException {
        try (java.net.Socket socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write("a LOGIN user secret\r\nb LOGOUT\r\n".getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}

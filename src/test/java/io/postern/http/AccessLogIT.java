package io.postern.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.side.Ports;
import io.postern.side.Program;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Access logs to syslog and to compressed files: the same lines as nginx. */
class AccessLogIT {
    @Test
    void syslogAndGzip_sameLines(@TempDir Path folder) throws Exception {
        Program nginx = Program.nginx().orElse(null);
        Assumptions.assumeTrue(nginx != null, "no nginx with mail on the PATH or in POSTERN_NGINX");
        assertEquals(play(nginx, folder.resolve("nginx")), play(Program.postern(), folder.resolve("ours")));
    }

    private static String play(Program program, Path folder) throws Exception {
        int port = Ports.free();
        int mail = Ports.free();
        Files.createDirectories(folder);
        StringBuilder all = new StringBuilder();
        try (DatagramSocket syslog = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            syslog.setSoTimeout(20_000);
            String text = SideBySide.configuration(
                    "access.conf", Map.of("PORT", port, "MAIL", mail, "SYSLOG", syslog.getLocalPort()));
            try (Program.Running running = program.start(folder, text, List.of(port, mail))) {
                ask(port, "/x");
                ask(port, "/y?a=1");
                ask(port, "/z?a=0");
                for (int n = 0; n < 4; n++) {
                    DatagramPacket packet = new DatagramPacket(new byte[1000], 1000);
                    syslog.receive(packet);
                    all.append(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1)
                                    .replaceFirst("> ?\\w+ +\\d+ [\\d:]+", ">"))
                            .append('\n');
                }
                assertEquals(folder, running.folder());
            }
        }
        try (InputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve("logs/access.gz")))) {
            return all.append(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
                    .toString();
        }
    }

    private static void ask(int port, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            assertEquals('H', socket.getInputStream().read());
            socket.getInputStream().readAllBytes();
        }
    }
}

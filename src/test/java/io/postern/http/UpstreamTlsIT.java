package io.postern.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.side.Certificate;
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
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upstream behind {@code https://}, which openssl s_server is: what it is asked and answers goes through TLS. */
class UpstreamTlsIT {
    @Test
    void repliesComeThroughTls(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(installed(), "needs the command openssl");
        Certificate.write(folder);
        Files.writeString(folder.resolve("hello.txt"), "hello through TLS");
        int secure = Ports.free();
        Process upstream = new ProcessBuilder(
                        List.of("openssl", "s_server", "-WWW", "-accept", "127.0.0.1:" + secure, "-cert", "server.pem"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("s_server.txt").toFile())
                .start();
        try {
            String ours = play(Program.postern(), folder.resolve("ours"), secure);
            assertEquals("""
                    /hello.txt 200 hello through TLS
                    /unsure/hello.txt 502
                    /hello.txt 200 hello through TLS
                    """, ours);
            if (Program.nginx().isPresent()) {
                assertEquals(play(Program.nginx().get(), folder.resolve("nginx"), secure), ours);
            }
        } finally {
            upstream.destroy();
        }
    }

    private static String play(Program program, Path folder, int secure) throws Exception {
        Certificate.write(folder);
        int port = Ports.free();
        String text = SideBySide.configuration("upstream-tls.conf", Map.of("PORT", port, "SECURE", secure));
        List<String> all = new ArrayList<>();
        try (Program.Running running = program.start(folder, text, List.of(port))) {
            for (String path : List.of("/hello.txt", "/unsure/hello.txt", "/hello.txt")) {
                all.add(path + " " + ask(port, path));
            }
            assertEquals(folder, running.folder());
        }
        return String.join("\n", all) + "\n";
    }

    private static String ask(int port, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            String request = "GET " + path + " HTTP/1.0\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            String status = reply.substring(9, 12);
            return status.equals("200") ? status + " " + reply.substring(reply.indexOf("\r\n\r\n") + 4) : status;
        }
    }

    private static boolean installed() throws InterruptedException {
        try {
            Process asked = new ProcessBuilder("openssl", "version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return asked.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}

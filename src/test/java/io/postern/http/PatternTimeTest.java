package io.postern.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.side.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pattern that would take a lifetime fails its request, with nginx's line, and no other. */
class PatternTimeTest {
    @Test
    void catastrophicPattern_isGivenUp(@TempDir Path folder) throws Exception {
        int port = Ports.free();
        String subject = "/" + "x".repeat(200);
        try (HttpStand stand = HttpStand.start(
                folder,
                "events {} mail { auth_http 127.0.0.1:" + port + "; server { listen 127.0.0.1:1; protocol imap; } }"
                        + " http { server { listen 127.0.0.1:" + port
                        + "; location ~ ^/(x|xx)+\\1[yz]$ { return 200 slow; } location /ok { return 200 ok; } } }")) {
            assertTrue(stand != null);
            assertEquals("500", status(port, subject));
            String log = Files.readString(folder.resolve("logs/error.log"));
            assertTrue(
                    log.contains("[alert]")
                            && log.contains(
                                    "pcre2_match() failed: -47 on \"" + subject + "\" using \"^/(x|xx)+\\1[yz]$\""),
                    log);
            assertEquals("200", status(port, "/okz"));
        }
    }

    private static String status(int port, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1).substring(9, 12);
        }
    }
}

package io.postern.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.side.Ports;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditional requests for a file of 2019, whose tag is "5c2c2885-6" (RFC 9110, 13). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PreconditionTest {
    private final int port = Ports.free();
    private @Nullable HttpStand stand;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("page.txt");
        Files.writeString(file, "a page");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2019-01-02T02:57:09Z")));
        stand = HttpStand.start(
                folder,
                "events {} mail { auth_http 127.0.0.1:" + port + "; server { listen 127.0.0.1:1; protocol imap; } }"
                        + " http { server { listen 127.0.0.1:" + port + "; root " + folder + "; } }");
    }

    @AfterAll
    void stop() {
        if (stand != null) {
            stand.close();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "; 200",
                "If-None-Match: \"5c2c2885-6\"; 304",
                "If-None-Match: W/\"5c2c2885-6\"; 304",
                "If-None-Match: \"x\" , \"5c2c2885-6\"; 304",
                "If-None-Match: \"5c2c2885-6\"x; 200",
                "If-None-Match: *; 304",
                "If-Match: \"5c2c2885-6\"; 200",
                "If-Match: W/\"5c2c2885-6\"; 412",
                "If-Match: *; 200",
                "If-Modified-Since: Wed, 02 Jan 2019 02:57:09 GMT; 304",
                "If-Modified-Since: Wed, 02 Jan 2019 02:57:10 GMT; 200",
                "If-Modified-Since: nonsense; 200",
                "If-Unmodified-Since: Wed, 02 Jan 2019 02:57:08 GMT; 412",
                "If-Unmodified-Since: Wed, 02 Jan 2019 02:57:10 GMT; 200",
                "Range: bytes=0-1; 206",
                "Range: bytes=9-; 416",
                "Range: bytes=0-1|If-Range: \"x\"; 200",
                "Range: bytes=0-1|If-Range: \"5c2c2885-6\"; 206",
            })
    void status(@Nullable String headers, String status) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String lines = headers == null ? "" : headers.replace("|", "\r\n") + "\r\n";
            socket.getOutputStream()
                    .write(("GET /page.txt HTTP/1.0\r\n" + lines + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertEquals("HTTP/1.1 " + status, reply.substring(0, 12));
        }
    }
}

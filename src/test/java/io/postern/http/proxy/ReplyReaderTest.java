package io.postern.http.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An upstream's replies, fed whole and byte by byte. */
class ReplyReaderTest {
    private static String read(String reply, boolean whole) {
        ReplyReader reader = new ReplyReader(false, 4096);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] bytes = reply.getBytes(StandardCharsets.ISO_8859_1);
        int step = whole ? bytes.length : 1;
        boolean begun = false;
        for (int at = 0; at < bytes.length; at += step) {
            int used = begun ? 0 : reader.feedHead(bytes, at, step);
            if (!begun && reader.state() == ReplyReader.State.HEAD) {
                begun = true;
                reader.body();
            }
            if (begun) {
                reader.feedBody(bytes, at + used, step - used, body::write);
            }
        }
        return reader.state() + " " + reader.status() + " [" + body.toString(StandardCharsets.ISO_8859_1) + "] "
                + (reader.closes() ? "closes" : "stays");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "HTTP/1.1 200 OK|Content-Length: 2||hi; DONE 200 [hi] stays",
                "HTTP/1.1 200 OK|Content-Length: 2||him; DONE 200 [hi] stays",
                "HTTP/1.1 200||hi; BODY 200 [hi] closes",
                "HTTP/1.0 200 OK|Content-Length: 2||hi; DONE 200 [hi] closes",
                "HTTP/1.1 200 OK|Connection: TE, Close|Content-Length: 0||; DONE 200 [] closes",
                "HTTP/1.1 204 No||; DONE 204 [] stays",
                "HTTP/1.1 103 Early|Content-Length: 7||HTTP/1.1 200 OK|Content-Length: 0||; DONE 200 [] stays",
                "HTTP/1.1 100 Continue||hi; BODY 100 [hi] closes",
                "HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|hi|0||; DONE 200 [hi] stays",
                "HTTP/1.1 200 OK|Transfer-Encoding: chunked||x; BROKEN",
                "HTTP/1.1 200.1 OK|Content-Length: 0||; DONE 200 [] stays",
                "HTTP/1.1 200 OK|Transfer-Encoding: gzip||; BROKEN",
            })
    void read_wholeAndByteByByte(String reply, String expected) {
        String sent = reply.replace("|", "\r\n");
        assertEquals(expected, read(sent, true).replaceFirst("^BROKEN.*", "BROKEN"));
        assertEquals(expected, read(sent, false).replaceFirst("^BROKEN.*", "BROKEN"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"just words", "HTTP/1.1 2x0 OK", "HTTP/x", "HTTP/1.1 20\n", "\n", "HTTP/1.1  20 OK"})
    void withoutStatusLine_allIsBody(String reply) {
        ReplyReader reader = new ReplyReader(false, 4096);
        byte[] bytes = reply.getBytes(StandardCharsets.ISO_8859_1);
        int used = reader.feedHead(bytes, 0, bytes.length);
        assertEquals(ReplyReader.State.HEAD, reader.state());
        assertEquals(reply.substring(0, used), Objects.requireNonNull(reader.headless()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP", "HTTP/1.", "HTTP/1.1 2", "HTTP/1.1 200", "HTTP/1.1 200 O", "HTTP/1.1   "})
    void beginningOfStatusLine_isWaitedFor(String reply) {
        ReplyReader reader = new ReplyReader(false, 4096);
        byte[] bytes = reply.getBytes(StandardCharsets.ISO_8859_1);
        reader.feedHead(bytes, 0, bytes.length);
        assertEquals(ReplyReader.State.LINE, reader.state());
        assertNull(reader.headless());
    }
}

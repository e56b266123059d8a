package io.postern.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PROXY headers for clients whose address and ours are of different families: set_real_ip_from makes such. */
class OutgoingHeaderTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 198.51.100.1, PROXY TCP4 192.0.2.1 198.51.100.1 1111 25",
        "2001:db8::1, 198.51.100.1, PROXY TCP6 2001:db8::1 198.51.100.1 1111 25",
        "192.0.2.1, /run/mail.sock, PROXY TCP4 192.0.2.1 unix:/run/mail.sock 1111 0",
        "/, 198.51.100.1, PROXY UNKNOWN"
    })
    void versionOne_isTheLineOfNginx(String client, String server, String expected) {
        byte[] header = OutgoingHeader.v1(address(client, 1111), address(server, 25));
        assertEquals(expected + "\r\n", new String(header, StandardCharsets.ISO_8859_1));
    }

    private static SocketAddress address(String text, int port) {
        return text.startsWith("/") ? UnixDomainSocketAddress.of(text) : new InetSocketAddress(text, port);
    }
}

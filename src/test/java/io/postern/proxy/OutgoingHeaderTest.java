package io.postern.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.tls.TlsFacts;
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

    /** What a certificate says may be long; nginx has room for 4096 bytes. */
    @ParameterizedTest
    @CsvSource({
        "0, 104",
        "3992, 4096",
        "3993, too small buffer for PROXY protocol v2 CRC32c TLV",
        "3999, too small buffer for PROXY protocol v2 CRC32c TLV",
        "4000, too small buffer for PROXY protocol v2 TLV",
        "5000, too small buffer for PROXY protocol v2 TLV"
    })
    void versionTwo_hasTheRoomOfNginx(int name, String expected) {
        TlsFacts.Peer peer = new TlsFacts.Peer("c".repeat(name), 18);
        TlsFacts.Handshake plain = TlsFacts.Handshake.PLAIN;
        TlsFacts.Handshake handshake = new TlsFacts.Handshake(
                "", "", false, "RSA-SHA256", "RSA2048", plain.group(), plain.session(), plain.offer(), peer);
        TlsFacts tls = new TlsFacts("TLSv1.3", "TLS_AES_256_GCM_SHA384", null, handshake);
        String seen;
        try {
            seen = OutgoingHeader.v2(address("192.0.2.1", 1), address("192.0.2.2", 2), tls).length + "";
        } catch (HeaderDraft.TooLong e) {
            seen = e.getMessage();
        }
        assertEquals(expected, seen);
    }

    private static SocketAddress address(String text, int port) {
        return text.startsWith("/") ? UnixDomainSocketAddress.of(text) : new InetSocketAddress(text, port);
    }
}

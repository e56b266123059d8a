package io.postern.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.postern.session.LogLines;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PROXY headers as nginx takes and refuses them. */
class ProxyHeaderTest {
    private static final String V2 = "\r\n\r\n\0\r\nQUIT\n";

    private final LogLines log = new LogLines();

    private @Nullable ProxyHeader read(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return ProxyHeader.read(bytes, bytes.length, log.bare());
    }

    @Test
    void v1_namesBothSides_andLeavesTheRest() {
        assertEquals(
                new ProxyHeader(44, "1.2.3.4", 11, "5.6.7.8", 22),
                read("PROXY TCP4 1.2.3.4 5.6.7.8 11 22\r\nEHLO x\r\n".replace("11 22", "00011 000000022")));
        assertEquals(new ProxyHeader(32, "2001:db8::1", 1, "::1", 2), read("PROXY TCP6 2001:db8::1 ::1 1 2\r\n\r\n"));
    }

    @Test
    void v1Unknown_isSkippedToItsEnd() {
        assertEquals(new ProxyHeader(15, null, 0, null, 0), read("PROXY UNKNOWN\r\nx"));
        assertEquals(new ProxyHeader(24, null, 0, null, 0), read("PROXY UNKNOWN whatever\r\nx"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO x",
                "PROXY ",
                "PROXY TCP4",
                "PROXY TCP5 1.2.3.4 5.6.7.8 11 22",
                "PROXY TCP4 1.2.3.4",
                "PROXY TCP4 1.2.3.g 5.6.7.8 11 22",
                "PROXY TCP4 1.2.3.4 5.6.7.8 11",
                "PROXY TCP4 1.2.3.4 5.6.7.8 11 65536",
                "PROXY TCP4 1.2.3.4 5.6.7.8 x 2",
                "PROXY TCP4 1.2.3.4 5.6.7.8  2",
            })
    void brokenV1_isQuotedUpToItsLineEnd(String text) {
        assertNull(read(text + "\r\nrest"));
        assertEquals("[error] broken header: \"" + text + "\"", log.all().get(0));
    }

    @Test
    void splitV1_isBroken() {
        assertNull(read("PROXY TCP4 1.2.3.4 5.6.7.8 11 22\r"));
        assertEquals(
                "[error] broken header: \"PROXY TCP4 1.2.3.4 5.6.7.8 11 22\"",
                log.all().get(0));
    }

    /** A version 2 header of these bytes behind the signature. */
    private static String v2(String hex) {
        return V2 + new String(HexFormat.of().parseHex(hex.replace(" ", "")), StandardCharsets.ISO_8859_1);
    }

    @Test
    void v2_namesBothSides() {
        assertEquals(
                new ProxyHeader(28, "9.8.7.6", 25, "1.2.3.4", 258),
                read(v2("21 11 000c 09080706 01020304 0019 0102") + "rest"));
        assertEquals(
                new ProxyHeader(55, "::1", 25, "::2", 26),
                read(v2("21 21 0027" + "00".repeat(15) + "01" + "00".repeat(15) + "02 0019 001a") + "TLVrest"));
    }

    @Test
    void v2WithoutAddresses_isSkipped() {
        assertEquals(new ProxyHeader(16, null, 0, null, 0), read(v2("20 11 0000") + "rest"));
        assertEquals(new ProxyHeader(18, null, 0, null, 0), read(v2("21 31 0002") + "abrest"));
        assertEquals(new ProxyHeader(18, null, 0, null, 0), read(v2("21 12 0002") + "abrest"));
    }

    @Test
    void v2ThatCannotBe_isRefused() {
        assertNull(read(v2("31 11 000c") + "x".repeat(12)));
        assertNull(read(v2("21 11 000c") + "short"));
        assertEquals(List.of("[error] unknown PROXY protocol version: 3", "[error] header is too large"), log.all());
        assertNull(read(v2("21 11 0002") + "ab"));
        assertEquals(2, log.all().size());
    }
}

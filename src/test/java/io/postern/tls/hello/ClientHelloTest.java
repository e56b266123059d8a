package io.postern.tls.hello;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.postern.tls.model.Speech;
import io.postern.tls.openssl.CipherSuite;
import io.postern.tls.openssl.SecurityLevel;
import io.postern.tls.openssl.TlsVersion;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

/** A first message is looked at before the engine sees it: whatever it holds, looking does no harm. */
class ClientHelloTest {
    private static final int RECORD = 5;
    private static final int HEADER = 4;
    private static final int VERSIONS = 43;
    private static final HelloJudge JUDGE = new HelloJudge(
            List.of(),
            new Speech(
                    Set.of(TlsVersion.TLS1_2, TlsVersion.TLS1_3),
                    CipherSuite.ALL,
                    null,
                    false,
                    List.of("X25519", "P-256"),
                    List.of()),
            SecurityLevel.DEFAULT,
            "imap");

    private static byte[] genuine() throws Exception {
        SSLEngine client = SSLContext.getDefault().createSSLEngine("mail.example.com", 993);
        client.setUseClientMode(true);
        SSLParameters parameters = client.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"imap", "other"});
        client.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(32 * 1024);
        client.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    /** The lengths of record and message are those of what is there. */
    private static byte[] framed(byte[] record, int length) {
        byte[] cut = Arrays.copyOf(record, length);
        put(cut, 3, length - RECORD);
        put(cut, RECORD + 2, length - RECORD - HEADER);
        return cut;
    }

    private static void put(byte[] bytes, int at, int number) {
        bytes[at] = (byte) (number >> 8);
        bytes[at + 1] = (byte) number;
    }

    private static ClientHello seen(byte[] record) {
        ClientHello hello = new ClientHello();
        hello.see(Unpooled.wrappedBuffer(record));
        return hello;
    }

    private static void look(byte[] record) {
        ClientHello hello = seen(record);
        hello.serverName();
        hello.offer();
        hello.offersNewest();
        hello.isOlderThanTls();
        HelloMessage message = hello.message();
        if (message != null) {
            JUDGE.fault(message, false, hello.endsItsRecord());
            JUDGE.suites(message);
            JUDGE.recordVersion(message);
            KeyShares.choice(message, List.of("X25519", "P-256"), true);
        }
    }

    @Test
    void genuineOne_isRead() throws Exception {
        ClientHello hello = seen(genuine());
        assertTrue(hello.isDone());
        assertEquals("mail.example.com", hello.serverName());
        HelloMessage message = Objects.requireNonNull(hello.message());
        assertTrue(hello.offersNewest() && hello.endsItsRecord() && message.has(HelloMessage.SIGNATURES));
        assertFalse(message.suites().isEmpty()
                || message.list(HelloMessage.GROUPS).isEmpty()
                || message.keyShares().isEmpty());
        assertEquals(TlsVersion.TLS1_3.number(), JUDGE.version(message));
        assertEquals(
                HelloFault.NO_SUITABLE_SIGNATURE, JUDGE.fault(message, false, true), "nothing signs without a key");
        assertNull(JUDGE.fault(message, true, true));
    }

    @Test
    void cutAnywhere_doesNoHarm() throws Exception {
        byte[] whole = genuine();
        for (int length = RECORD + HEADER; length < whole.length; length++) {
            byte[] cut = framed(whole, length);
            assertDoesNotThrow(() -> look(cut), "cut at " + length);
        }
    }

    /** Of an extension that should hold versions nothing is there but its head, and it is the last. */
    @Test
    void emptyLastExtension_doesNoHarm() {
        int body = 2 + 32 + 1 + 2 + 2 + 2 + 2 + 4;
        byte[] hello = framed(new byte[] {22, 3, 1, 0, 0, 1, 0, 0, 0, 3, 3}, RECORD + HEADER + body);
        int at = RECORD + HEADER + 2 + 32 + 1;
        put(hello, at, 2);
        put(hello, at + 2, 0x1301);
        put(hello, at + 4, 0x0100);
        put(hello, at + 6, 4);
        put(hello, at + 8, VERSIONS);
        assertFalse(seen(hello).offersNewest());
        assertDoesNotThrow(() -> look(hello));
    }

    /** SSLv2's form has three bytes for a suite and no extensions. */
    @Test
    void oldForm_isRead() {
        byte[] record = new byte[11 + 6 + 16];
        put(record, 0, 0x8000 | (record.length - 2));
        record[2] = 1;
        put(record, 3, 0x0303);
        put(record, 5, 6);
        put(record, 9, 16);
        put(record, 12, 0x009c);
        put(record, 15, 0x002f);
        HelloMessage message = Objects.requireNonNull(seen(record).message());
        assertEquals(List.of(0x009c, 0x002f), message.suites());
        assertEquals(0x0303, JUDGE.version(message));
        assertEquals(HelloFault.NO_SHARED_CIPHER, JUDGE.fault(message, false, true), "there is no key");
        for (int length = 0; length < record.length; length++) {
            byte[] cut = Arrays.copyOf(record, length);
            assertNull(seen(cut).message());
            if (length > 2) {
                put(cut, 0, 0x8000 | (length - 2));
                assertDoesNotThrow(() -> look(cut));
            }
        }
    }

    @Test
    void anyByteChanged_doesNoHarm() throws Exception {
        byte[] whole = genuine();
        Random dice = new Random(20261127);
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = framed(whole, RECORD + HEADER + dice.nextInt(whole.length - RECORD - HEADER));
            for (int n = dice.nextInt(4); n >= 0 && changed.length > RECORD + HEADER; n--) {
                changed[RECORD + HEADER + dice.nextInt(changed.length - RECORD - HEADER)] = (byte) dice.nextInt(256);
            }
            assertDoesNotThrow(() -> look(changed), () -> Arrays.toString(changed));
        }
    }
}

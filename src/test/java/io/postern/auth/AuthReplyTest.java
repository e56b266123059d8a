package io.postern.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.session.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AuthReplyTest {
    private static final String OK =
            "HTTP/1.0 200 OK\r\nAuth-Status: OK\r\nAuth-Server: 127.0.0.1\r\nAuth-Port: 25\r\n";

    private final TestClient client = new TestClient("imap");

    static List<ReplyCase> cases() {
        return ReplyCase.all().toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void reply_whole_meansWhatItMeansToNginx(ReplyCase c) {
        assertMeaning(c, c.reply().length == 0 ? new int[0] : new int[] {c.reply().length});
    }

    @ParameterizedTest
    @MethodSource("cases")
    void reply_splitAnywhere_meansTheSame(ReplyCase c) {
        for (int split = 1; split < c.reply().length; split++) {
            assertMeaning(c, split, c.reply().length);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void reply_byteByByte_meansTheSame(ReplyCase c) {
        int[] ends = new int[c.reply().length];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = i + 1;
        }
        assertMeaning(c, ends);
    }

    private static void assertMeaning(ReplyCase c, int... ends) {
        for (String protocol : List.of("imap", "pop3", "smtp")) {
            TestClient client = new TestClient(protocol);
            assertEquals(c.expected(protocol), meaning(c.reply(), client, ends), protocol);
        }
    }

    private static String meaning(byte[] bytes, TestClient client, int... ends) {
        AuthReply reply = new AuthReply(client, "127.0.0.1:80");
        int at = 0;
        for (int end : ends) {
            AuthReplyReader.Found found = feed(reply, bytes, at, end);
            at = end;
            switch (found) {
                case END -> {
                    return ReplyCase.words(reply.verdict(), client);
                }
                case BAD_STATUS_LINE -> {
                    return ReplyCase.words(reply.failed("sent invalid response"), client);
                }
                case BAD_HEADER -> {
                    return ReplyCase.words(reply.failed("sent invalid header in response"), client);
                }
                case NOTHING, HEADER -> {}
            }
        }
        return "More";
    }

    private static AuthReplyReader.Found feed(AuthReply reply, byte[] bytes, int from, int to) {
        AuthReplyReader reader = reply.reader();
        int count = Math.min(to - from, reader.room());
        System.arraycopy(bytes, from, reader.bytes(), reader.last(), count);
        reader.received(count);
        return reply.readOn();
    }

    private String meaning(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return meaning(bytes, client, bytes.length);
    }

    @Test
    void header_of1024Bytes_fits() {
        String padded = OK + "X-Pad: " + "p".repeat(1024 - OK.length() - 11) + "\r\n\r\n";
        assertEquals(1024, padded.length());
        assertEquals("Route 127.0.0.1:25", meaning(padded + "body"));
    }

    @Test
    void header_of1025Bytes_doesNotFit() {
        String padded = OK + "X-Pad: " + "p".repeat(1025 - OK.length() - 11) + "\r\n\r\n";
        assertEquals("More", meaning(padded));
    }

    @Test
    void loginAndPassword_areTakenOver() {
        assertEquals("Route 127.0.0.1:25", meaning(OK + "Auth-User: other\r\nAuth-Pass: s3 cret \r\n\r\n"));
        assertEquals("other", client.facts.login);
        assertEquals("s3 cret", client.facts.passwd);
    }

    @Test
    void loginAndPassword_empty_areTakenOver() {
        client.facts.passwd = null;
        assertEquals("Route 127.0.0.1:25", meaning(OK + "Auth-User:\r\nAuth-Pass:\r\n\r\n"));
        assertEquals("", client.facts.login);
        assertEquals("", client.facts.passwd);
    }

    @Test
    void login_takenOverBeforeTheReplyEnds_standsInTheLog() {
        meaning("HTTP/1.0 200 OK\r\nAuth-User: zoe\r\nX_Y: 1\r\n");
        assertEquals("zoe", client.facts.login);
    }

    @Test
    void noPassword_neitherOursNorTheServers_isAFailureButInSmtp() {
        client.facts.passwd = null;
        assertEquals("Failed did not send password", meaning(OK + "\r\n"));
        TestClient smtp = new TestClient("smtp");
        smtp.facts.passwd = null;
        byte[] bytes = (OK + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        assertEquals("Route 127.0.0.1:25", meaning(bytes, smtp, bytes.length));
        assertNull(smtp.facts.passwd);
    }

    @Test
    void wait_isRememberedBeyondTheReply() {
        assertEquals("Again 0", meaning("HTTP/1.0 200 OK\r\nAuth-Status: WAIT\r\n\r\n"));
        assertTrue(client.facts.authWait);
        AuthReply next = new AuthReply(client, "127.0.0.1:80");
        byte[] ok = (OK + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        feed(next, ok, 0, ok.length);
        assertEquals(new Verdict.Again(0), next.verdict());
    }

    @Test
    void refusal_isLogged() {
        meaning("Auth-Status: no such user\r\n\r\n");
        assertEquals(List.of("INFO client login failed: \"no such user\""), client.lines);
    }
}

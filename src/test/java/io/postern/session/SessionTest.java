package io.postern.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.directive.Network;
import io.postern.imap.ImapProtocol;
import io.postern.imap.ImapServer;
import io.postern.imap.ImapSettings;
import io.postern.log.Log;
import io.postern.net.FakeWire;
import io.postern.net.Wire;
import io.postern.pop3.Pop3Protocol;
import io.postern.pop3.Pop3Server;
import io.postern.pop3.Pop3Settings;
import io.postern.sasl.Mechanism;
import io.postern.smtp.SmtpProtocol;
import io.postern.smtp.SmtpServer;
import io.postern.smtp.SmtpSettings;
import io.postern.tls.Encryption;
import io.postern.tls.Starttls;
import io.postern.tls.TlsFacts;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One client's connection, on a wire without a network: what is read when, what is said, when it ends and what the log says. */
class SessionTest {
    private static final Protocol IMAP = new ImapProtocol(ImapServer.of(
            new ImapSettings(64, List.of("IMAP4rev1"), EnumSet.of(Mechanism.PLAIN)), Starttls.OFF, "here"));
    private static final Protocol POP3 = new Pop3Protocol(
            Pop3Server.of(new Pop3Settings(List.of("USER"), EnumSet.of(Mechanism.PLAIN)), Starttls.OFF, "here"));
    private static final String HELLO = "* OK IMAP4 ready\r\n";
    private static final String END = ", client: 192.0.2.7, server: 198.51.100.1:143";

    private final LogLines log = new LogLines();
    private final Sessions sessions = new Sessions();
    private final List<Consumer<Verdict>> questions = new ArrayList<>();
    private final List<Session> carried = new ArrayList<>();
    private @Nullable Client asking;
    private int takenBack;
    private long timeout = 60_000;
    private boolean proxyProtocol;
    private @Nullable Encryption encryption;
    private RealIp realIp = RealIp.NONE;

    private FakeWire start(Protocol protocol) {
        FakeWire wire = new FakeWire();
        Authority authority = (client, then) -> {
            questions.add(then);
            asking = client;
            return () -> takenBack++;
        };
        Service service = new Service(
                protocol,
                timeout,
                3,
                log,
                authority,
                (session, route) -> carried.add(session),
                null,
                encryption,
                realIp);
        boolean ssl = encryption != null;
        new Session(new Gate("198.51.100.1:143", ssl, proxyProtocol, service), wire, sessions).run();
        return wire;
    }

    private static Protocol smtp(long delay) {
        return new SmtpProtocol(SmtpServer.of(
                new SmtpSettings(64, delay, List.of(), EnumSet.of(Mechanism.PLAIN)),
                Starttls.OFF,
                "here",
                true,
                false));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void commands_areAnsweredHoweverTheyArrive(boolean byteByByte) {
        FakeWire wire = start(IMAP);
        assertEquals(HELLO, wire.heard());
        String said = "a NOOP\r\nb CAPABILITY\r\nc LOGOUT\r\nd NOOP\r\n";
        if (byteByByte) {
            wire.dribbles(said);
        } else {
            wire.arrives(said);
        }
        assertEquals(
                "a OK completed\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nb OK completed\r\n* BYE\r\nc OK completed\r\n",
                wire.heard());
        assertTrue(wire.closed());
        assertEquals(0, sessions.count());
        assertEquals(List.of("[info] client 192.0.2.7:4711 connected to 198.51.100.1:143"), log.all());
    }

    @Test
    void bufferFullOfOneCommand_isTooLong() {
        FakeWire wire = start(IMAP);
        wire.heard();
        wire.arrives("a LOGIN " + "x".repeat(55));
        assertFalse(wire.closed());
        wire.arrives("y".repeat(10));
        assertEquals("a BAD invalid command\r\n", wire.heard());
        assertTrue(wire.closed());
        assertEquals("yyyyyyyyy", wire.unread());
        assertEquals(
                "[info] client sent too long command \"a LOGIN " + "x".repeat(55) + "y\" while in auth state" + END,
                log.all().get(1));
    }

    @Test
    void thirdInvalidCommand_isTheLast() {
        FakeWire wire = start(IMAP);
        wire.heard();
        wire.arrives("a X\r\nb Y\r\nc NOOP\r\nd Z\r\ne NOOP\r\n");
        assertEquals(
                "a BAD invalid command\r\nb BAD invalid command\r\nc OK completed\r\nd BAD invalid command\r\n",
                wire.heard());
        assertTrue(wire.closed());
        assertEquals(
                "[info] client sent too many invalid commands while in auth state" + END,
                log.all().get(1));
    }

    @Test
    void endedClient_isLetGoWithoutAWord() {
        FakeWire wire = start(IMAP);
        wire.arrives("a NO").ends();
        assertTrue(wire.closed());
        assertEquals(1, log.all().size());
    }

    @Test
    void reset_isLoggedAtInfo() {
        FakeWire wire = start(IMAP);
        wire.breaks(104);
        assertTrue(wire.closed());
        assertEquals(
                "[info] recv() failed (104: Connection reset by peer) while in auth state" + END,
                log.all().get(1));
    }

    @Test
    void silence_timesOut_andTalkDoesNotPutItOff() throws Exception {
        timeout = 60;
        FakeWire wire = start(IMAP);
        wire.arrives("a NOOP\r\n");
        assertTrue(wire.waits(wire::closed));
        assertEquals(
                "[info] client timed out (110: Connection timed out) while in auth state" + END,
                log.all().get(1));
    }

    @Test
    void replyNotTaken_holdsBackTheNextCommand() {
        FakeWire wire = start(IMAP);
        wire.takes(5);
        assertEquals(HELLO, wire.heard());
        wire.arrives("a NOOP\r\n");
        wire.arrives("b NOOP\r\n");
        assertEquals("a OK ", wire.heard());
        wire.takes(100);
        assertEquals("completed\r\nb OK completed\r\n", wire.heard());
    }

    @Test
    void replyNeverTaken_timesOut() throws Exception {
        timeout = 60;
        FakeWire wire = start(IMAP);
        wire.takes(0);
        wire.arrives("a NOOP\r\n");
        assertTrue(wire.waits(wire::closed));
        assertTrue(log.all().get(1).startsWith("[info] client timed out (110: Connection timed out)"));
    }

    @Test
    void reset_whileAReplyIsNotTaken_endsAtOnce() {
        FakeWire wire = start(IMAP);
        wire.takes(0);
        wire.arrives("a NOOP\r\n");
        wire.breaks(104);
        assertTrue(wire.closed());
        assertTrue(log.all().get(1).contains("(104: Connection reset by peer) while in auth state"), log.all() + "");
    }

    @Test
    void nothingIsRead_whileTheAuthSourceThinks() {
        FakeWire wire = start(IMAP);
        wire.arrives("a LOGIN u p\r\nb NOOP\r\n");
        int reads = wire.reads();
        wire.arrives("c NOOP\r\n");
        assertEquals(reads, wire.reads());
        assertEquals("c NOOP\r\n", wire.unread());
        questions.get(0).accept(new Verdict.Route(wire.local(), "198.51.100.1:143"));
        assertEquals(1, carried.size());
        CommandBuffer rest = carried.get(0).buffer();
        assertEquals("b NOOP\r\n", rest.text(rest.pos(), rest.last()));
    }

    @Test
    void refusal_isTheLastWord() {
        FakeWire wire = start(POP3);
        wire.heard();
        wire.arrives("USER u\r\nPASS p\r\n");
        assertEquals("+OK\r\n", wire.heard());
        questions.get(0).accept(new Verdict.Refusal("go away", "", 0));
        assertEquals("-ERR go away\r\n", wire.heard());
        assertTrue(wire.closed());
    }

    @Test
    void refusalAfterAWhile_lateThenCommandsAreReadAgain() throws Exception {
        FakeWire wire = start(POP3);
        wire.heard();
        wire.arrives("USER u\r\nPASS p\r\nNOOP\r\n");
        wire.heard();
        questions.get(0).accept(new Verdict.Refusal("later", "", 1));
        assertEquals("", wire.heard());
        StringBuilder heard = new StringBuilder();
        assertTrue(wire.waits(() -> heard.append(wire.heard()).toString().endsWith("+OK\r\n")));
        assertEquals("-ERR later\r\n+OK\r\n", heard.toString());
        wire.arrives("USER u\r\nPASS p\r\n");
        assertEquals(2, questions.size());
    }

    @Test
    void askAgain_asksAtOnceOrAfterAWhile() throws Exception {
        FakeWire wire = start(POP3);
        wire.arrives("USER u\r\nPASS p\r\n");
        questions.get(0).accept(new Verdict.Again(0));
        assertEquals(2, questions.size());
        Objects.requireNonNull(asking).facts().authWait = true;
        questions.get(1).accept(new Verdict.Again(1));
        assertEquals(2, questions.size());
        assertTrue(wire.waits(() -> questions.size() == 3));
        assertFalse(Objects.requireNonNull(asking).facts().authWait);
    }

    @Test
    void authSourceFailed_isAnInternalError() {
        FakeWire wire = start(smtp(0));
        wire.heard();
        wire.arrives("AUTH PLAIN AHUAcA==\r\n");
        questions.get(0).accept(new Verdict.Failed());
        assertEquals("451 4.3.2 Internal server error\r\n", wire.heard());
        assertTrue(wire.closed());
    }

    @Test
    void endOfGeneration_takesTheQuestionBack() {
        FakeWire wire = start(POP3);
        wire.arrives("USER u\r\nPASS p\r\n");
        sessions.closeAll();
        wire.arrives("");
        assertTrue(wire.closed());
        assertEquals(1, takenBack);
        questions.get(0).accept(new Verdict.Failed());
        assertEquals(0, sessions.count());
    }

    @Test
    void earlyTalker_isTurnedAway() {
        FakeWire wire = start(smtp(60_000));
        assertEquals("", wire.heard());
        wire.arrives("EHLO x\r\nA");
        assertEquals("503 5.5.0 Improper use of SMTP command pipelining\r\n", wire.heard());
        assertTrue(wire.closed());
        assertEquals(
                "[info] client was rejected before greeting: \"EHLO x__A\" while in delay pipelining state" + END,
                log.all().get(1));
    }

    @Test
    void patientClient_isGreetedAfterTheDelay() throws Exception {
        FakeWire wire = start(smtp(30));
        StringBuilder heard = new StringBuilder();
        assertTrue(wire.waits(() -> !heard.append(wire.heard()).isEmpty()));
        assertEquals("220 here ESMTP ready\r\n", heard.toString());
        wire.arrives("NOOP\r\n");
        assertEquals("250 2.0.0 OK\r\n", wire.heard());
    }

    @Test
    void proxyHeader_namesTheClient_whereItIsBelieved() throws Exception {
        proxyProtocol = true;
        realIp = new RealIp(List.of(new RealIp.Range.Inet(Objects.requireNonNull(Network.parse("192.0.2.0/24")))));
        FakeWire wire = start(IMAP);
        assertEquals("", wire.heard());
        wire.arrives("PROXY TCP4 203.0.113.9 198.51.100.1 1000 143\r\na X\r\n");
        assertEquals(HELLO + "a BAD invalid command\r\n", wire.heard());
        wire.breaks(104);
        assertEquals(
                "[info] recv() failed (104: Connection reset by peer) while in auth state, client: 203.0.113.9, server: 198.51.100.1:143",
                log.all().get(1));
    }

    @Test
    void brokenProxyHeader_endsTheConnection() {
        proxyProtocol = true;
        FakeWire wire = start(IMAP);
        wire.arrives("a NOOP\r\n");
        assertEquals("", wire.heard());
        assertTrue(wire.closed());
        assertEquals(
                "[error] broken header: \"a NOOP\" while reading PROXY protocol" + END,
                log.all().get(1));
        assertEquals("a NOOP\r\n", wire.unread());
    }

    /** TLS that is agreed on at once, and meets an error of ours when it is asked what it thinks of the client. */
    private static final class Faulty implements Encryption, Encryption.Guard {
        @Override
        public Guard guard() {
            return this;
        }

        @Override
        public Wire over(Wire below, Consumer<@Nullable Throwable> then) {
            then.accept(null);
            return below;
        }

        @Override
        public Complaint complaint() {
            throw new IllegalStateException("in a test");
        }

        @Override
        public TlsFacts facts() {
            throw new IllegalStateException("nothing is known");
        }

        @Override
        public void failed(Throwable cause, Log to) {
            throw new AssertionError(cause);
        }
    }

    @Test
    void errorOfOurs_whenTlsStands_endsThisSession() {
        encryption = new Faulty();
        FakeWire wire = start(IMAP);
        assertTrue(wire.closed());
        assertEquals("", wire.heard());
        assertEquals(0, sessions.count());
        assertEquals(
                "[alert] session failed: java.lang.IllegalStateException: in a test while SSL handshaking" + END,
                log.all().get(1));
    }
}

package io.postern.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.sasl.Mechanism;
import io.postern.session.Dialogue;
import io.postern.tls.Starttls;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What SMTP clients hear; every expectation was compared with nginx 1.31.5, and holds however the input is cut. */
class SmtpClientTest {
    private static final String BAD = "500 5.5.1 Invalid command\r\n";
    private static final String BAD_ARGUMENT = "501 5.5.4 Invalid argument\r\n";
    private static final String BAD_SEQUENCE = "503 5.5.1 Bad sequence of commands\r\n";
    private static final String REQUIRED = "530 5.7.1 Authentication required\r\n";
    private static final String OK = "250 2.0.0 OK\r\n";
    private static final String HELO = "250 mx.example.com\r\n";
    private static final Set<Mechanism> PLAIN = EnumSet.of(Mechanism.PLAIN, Mechanism.LOGIN);
    private static final Set<Mechanism> NONE = EnumSet.of(Mechanism.NONE);
    private static final Set<Mechanism> ALL = EnumSet.complementOf(EnumSet.of(Mechanism.APOP));

    private static Dialogue dialogue(Set<Mechanism> auth, Starttls starttls, boolean secure) {
        SmtpSettings settings = new SmtpSettings(256, 0, List.of("SIZE 10", "8BITMIME"), auth);
        SmtpServer server = SmtpServer.of(settings, starttls, "mx.example.com", true, false);
        return new Dialogue(new SmtpProtocol(server), secure);
    }

    private static void says(Set<Mechanism> auth, String client, String expected) {
        says(auth, Starttls.OFF, client, expected);
    }

    private static void says(Set<Mechanism> auth, Starttls starttls, String client, String expected) {
        assertEquals(expected, Dialogue.everyWay(() -> dialogue(auth, starttls, false), client));
    }

    @Test
    void greeting_namesTheServer() {
        assertEquals(
                "220 mx.example.com ESMTP ready\r\n",
                dialogue(PLAIN, Starttls.OFF, false).talk().greeting());
    }

    @Test
    void ehlo_announcesAndHeloDoesNot() {
        String lines = "250-mx.example.com\r\n250-SIZE 10\r\n250-8BITMIME\r\n";
        says(PLAIN, "EHLO x\r\n", lines + "250 AUTH PLAIN LOGIN\r\n");
        says(PLAIN, "helo  x \n", HELO);
        says(NONE, "EHLO x\r\n", "250-mx.example.com\r\n250-SIZE 10\r\n250 8BITMIME\r\n");
        says(ALL, "EHLO x\r\n", lines + "250 AUTH PLAIN LOGIN CRAM-MD5 EXTERNAL\r\n");
        says(PLAIN, Starttls.ON, "EHLO x\r\n", lines + "250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n");
        says(PLAIN, Starttls.ONLY, "EHLO x\r\n", lines + "250 STARTTLS\r\n");
        says(NONE, Starttls.ON, "EHLO x\r\n", lines + "250 STARTTLS\r\n");
        assertEquals(
                lines + "250 AUTH PLAIN LOGIN\r\n",
                dialogue(PLAIN, Starttls.ONLY, true).hears("EHLO x\r\n"));
    }

    @Test
    void ehlo_ofAServerWithoutExtensions_isOneLine() {
        SmtpServer server =
                SmtpServer.of(new SmtpSettings(256, 0, List.of(), NONE), Starttls.OFF, "mx.example.com", true, false);
        assertEquals(HELO, server.capability());
        assertEquals("250-mx.example.com\r\n250 STARTTLS\r\n", server.starttlsCapability());
        assertEquals("250-mx.example.com\r\n250 STARTTLS\r\n", server.starttlsOnlyCapability());
    }

    @Test
    void helo_takesOneArgument() {
        says(PLAIN, "HELO\r\nEHLO \r\nHELO a b\r\nHELO \u00e9\u0000<>\r\n", BAD_ARGUMENT.repeat(3) + HELO);
        Dialogue d = dialogue(PLAIN, Starttls.OFF, false);
        d.hears("EHLO first\r\nHELO second\r\n");
        assertEquals("second", d.facts().smtpHelo);
        assertTrue(d.facts().esmtp, "once EHLO, always EHLO to the back end");
    }

    @Test
    void verbs_thatAreNotForThoseOutside() {
        says(PLAIN, "NOOP x\r\nRSET\r\nVRFY\r\nEXPN x\r\nHELP\r\n", OK + OK + BAD.repeat(3));
        says(PLAIN, "DATA\r\nnoop\r\nNOOPS\r\n", BAD + OK + BAD);
        says(PLAIN, "STARTTLS\r\nSTARTTL\r\n", BAD + BAD);
        says(PLAIN, "RCPT TO:<x>\r\n", BAD_SEQUENCE);
    }

    @Test
    void quit_saysBye() {
        Dialogue d = dialogue(PLAIN, Starttls.OFF, false);
        assertEquals("221 2.0.0 Bye\r\n", d.hears("quit\r\nNOOP\r\n"));
        assertTrue(d.closed());
    }

    @Test
    void elevenArguments_areReadAndTwelveAreNot() {
        says(PLAIN, "NOOP" + " x".repeat(11) + "\r\nNOOP" + " x".repeat(12) + "\r\n", OK + BAD);
    }

    @Test
    void mail_withoutNone_needsALogin() {
        says(PLAIN, "MAIL FROM:<x@y>\r\n", REQUIRED);
        Dialogue d = dialogue(PLAIN, Starttls.OFF, false);
        assertEquals(REQUIRED, d.hears("MAIL FROM:<x@y>\r\n"));
        assertEquals(List.of("client was rejected: \"MAIL FROM:<x@y>__\""), d.logged());
    }

    @Test
    void whatIsPipelinedBehindARejectedMail_isOneUnfinishedLineWhereItIsLogged() {
        Dialogue d = dialogue(PLAIN, Starttls.OFF, false);
        assertEquals(REQUIRED, d.hears("MAIL FROM:<x@y>\r\nRCPT TO:<a>\r\n"));
        assertEquals(List.of("client was rejected: \"MAIL FROM:<x@y>__RCPT TO:<a>__\""), d.logged());
        assertEquals(REQUIRED + BAD_SEQUENCE + OK, d.hears("x\r\nNOOP\r\n"));
    }

    @Test
    void mailAndRcpt_withNone_areAskedForAsTheyWereSent() {
        Dialogue d = dialogue(NONE, Starttls.OFF, false);
        String ask = "ASK none <> <null>\r\n";
        assertEquals(OK + ask, d.hears("Mail  FROM:<x@y>  SIZE=5 \r\nrcpt TO:<\u00e9@b> NOTIFY=NEVER \r\n"));
        assertEquals("Mail  FROM:<x@y>  SIZE=5", d.facts().smtpFrom);
        assertEquals("rcpt TO:<\u00e9@b> NOTIFY=NEVER", d.facts().smtpTo);
        says(NONE, "MAIL FROM:<>\r\nRCPT TO:<a>\r\n", OK + ask);
    }

    @Test
    void mailAndRcpt_outOfOrder() {
        says(NONE, "MAIL\r\nMAIL FROM:<>\r\nMAIL FROM:<>\r\nRCPT\r\n", BAD_ARGUMENT + OK + BAD_SEQUENCE + BAD_ARGUMENT);
        says(NONE, "MAIL FROM:<>\r\nRSET\r\nRCPT TO:<a>\r\n", OK + OK + BAD_SEQUENCE);
        says(NONE, "MAIL FROM:<>\r\nHELO x\r\nRCPT TO:<a>\r\n", OK + HELO + BAD_SEQUENCE);
    }

    @Test
    void mail_forgetsALoginThatFailed() {
        Dialogue d = dialogue(ALL, Starttls.OFF, false);
        d.hears("AUTH PLAIN AHVzZXIAcGFzcw==\r\n");
        assertTrue(d.refuses("no", "535 5.7.8").endsWith("535 5.7.8 no\r\n"));
        d.hears("AUTH PLAIN AHVzZXIAcGFzcw==\r\n");
        assertTrue(d.refuses("no", "").endsWith("535 5.7.0 no\r\n"));
        d.hears("MAIL FROM:<>\r\n");
        assertEquals("", d.facts().login);
        assertNull(d.facts().passwd);
    }

    @Test
    void auth_challengesWith334() {
        says(PLAIN, "AUTH\r\nAUTH PLAIN\r\nAHVzZXIAcGFzcw==\r\n", BAD_ARGUMENT + "334 \r\nASK plain <user> <pass>\r\n");
        says(
                PLAIN,
                "AUTH LOGIN\r\ndXNlcg\r\ncGFzcw\r\n",
                "334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\nASK plain <user> <pass>\r\n");
        says(PLAIN, "AUTH PLAIN\r\n*\r\nNOOP\r\n", "334 \r\n" + BAD + OK);
        says(PLAIN, "AUTH CRAM-MD5\r\nAUTH EXTERNAL\r\nAUTH X\r\n", BAD.repeat(3));
        says(PLAIN, Starttls.ONLY, "AUTH\r\nAUTH PLAIN AHVzZXIAcGFzcw==\r\n", BAD + BAD);
        says(ALL, "AUTH EXTERNAL\r\n=\r\n", "334 VXNlcm5hbWU6\r\nASK external <> <null>\r\n");
    }

    @Test
    void cramMd5_keepsOneSaltForTheSession() {
        Dialogue d = dialogue(ALL, Starttls.OFF, false);
        String first = d.hears("AUTH CRAM-MD5\r\n");
        assertTrue(first.startsWith("334 "), first);
        assertEquals(first + BAD + first, d.hears("*\r\nAUTH CRAM-MD5\r\n"));
    }

    @Test
    void starttls_forgetsTheClientsHelo() {
        Dialogue d = dialogue(ALL, Starttls.ON, false);
        d.hears("EHLO x\r\nMAIL FROM:<>\r\nSTARTTLS\r\nRCPT TO:<evil>\r\n");
        assertTrue(d.hears().endsWith(OK + "220 2.0.0 Start TLS\r\n"));
        assertEquals("", d.facts().smtpHelo);
        assertEquals("", d.facts().smtpFrom);
        d.encrypts();
        assertTrue(d.hears("RCPT TO:<a>\r\n").endsWith(BAD_SEQUENCE));
    }

    @Test
    void aClientThatSpeaksBeforeTheGreeting_isTurnedAway() {
        Dialogue d = dialogue(PLAIN, Starttls.OFF, false);
        byte[] early = {'E', 'H', '\r', '\n'};
        d.buffer().add(early, 0, early.length);
        assertEquals(
                new io.postern.session.Step.Bye("503 5.5.0 Improper use of SMTP command pipelining\r\n"),
                d.talk().tooEarly());
        assertEquals(List.of("client was rejected before greeting: \"EH__\""), d.logged());
    }
}

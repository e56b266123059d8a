package io.postern.pop3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.sasl.Mechanism;
import io.postern.session.Dialogue;
import io.postern.session.Facts;
import io.postern.tls.Starttls;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What POP3 clients hear; every expectation was compared with nginx 1.31.5, and holds however the input is cut. */
class Pop3ClientTest {
    private static final String BAD = "-ERR invalid command\r\n";
    private static final String OK = "+OK\r\n";
    private static final String PLAIN = "AHVzZXIAcGFzcw==";
    private static final Set<Mechanism> ALL =
            EnumSet.of(Mechanism.PLAIN, Mechanism.APOP, Mechanism.CRAM_MD5, Mechanism.EXTERNAL);

    private static Dialogue dialogue(Set<Mechanism> auth, Starttls starttls, boolean secure) {
        Pop3Settings settings = new Pop3Settings(List.of("TOP", "user", "UIDL"), auth);
        return new Dialogue(new Pop3Protocol(Pop3Server.of(settings, starttls, "mx.example.com")), secure);
    }

    private static void says(String client, String expected) {
        assertEquals(expected, Dialogue.everyWay(() -> dialogue(ALL, Starttls.OFF, false), client));
    }

    private static void says(Set<Mechanism> auth, Starttls starttls, String client, String expected) {
        assertEquals(expected, Dialogue.everyWay(() -> dialogue(auth, starttls, false), client));
    }

    @Test
    void greeting_carriesAChallengeForApopAndCramMd5Only() {
        String salted =
                dialogue(EnumSet.of(Mechanism.APOP), Starttls.OFF, false).talk().greeting();
        assertTrue(salted.matches("\\+OK POP3 ready <\\d+\\.\\d+@mx\\.example\\.com>\r\n"), salted);
        assertEquals(
                "+OK POP3 ready\r\n",
                dialogue(EnumSet.of(Mechanism.PLAIN), Starttls.OFF, false)
                        .talk()
                        .greeting());
    }

    @Test
    void userAndPass_keepTheirSpaces() {
        says("USER user\r\nPASS pass\r\n", OK + "ASK plain <user> <pass>\r\n");
        says("user   a b \r\nPaSs  x  y \n", OK + "ASK plain <a b > <x  y >\r\n");
        says("USER \u00e9\u0000\r\nPASS \\\"\r\n", OK + "ASK plain <\u00e9\u0000> <\\\">\r\n");
    }

    @Test
    void userAndPass_withoutAnArgumentOrInTheWrongOrder_areInvalid() {
        says("USER\r\n", BAD);
        says("USER \r\n", BAD);
        says("PASS x\r\n", BAD);
        says("USER x\r\nPASS\r\nPASS x\r\n", OK + BAD + BAD);
        says("USER x\r\nUSER x\r\nPASS x\r\n", OK + BAD + BAD);
        says("USER x\r\nNOOP\r\nPASS y\r\n", OK + OK + "ASK plain <x> <y>\r\n");
        says("USER x\r\nAUTH PLAIN\r\nCAPA\r\n", OK + BAD + capa());
    }

    @Test
    void lines_endWithLfOrCrLfOnly() {
        says("NOOP\nNOOP\r\n", OK + OK);
        says("NOOP\r\r\nNOOP\r\n", BAD + OK);
        says("NOOP\rx\r\nNOOP\r\n", BAD + OK);
        says("\r\n\nNOOP\r\n", BAD + BAD + OK);
        says(" NOOP\r\n", BAD);
        says("NOOP\t\r\n", BAD);
        says("NOOP x y z \r\nNOOP x y z w\r\n", OK + BAD);
    }

    @Test
    void verbs_areKnownInAnyCase() {
        says("nOoP\r\nSTAT\r\nNOO\r\nNOOPX\r\n", OK + BAD + BAD + BAD);
    }

    @Test
    void quit_endsTheSession() {
        Dialogue d = dialogue(ALL, Starttls.OFF, false);
        assertEquals(OK, d.hears("QUIT x y z\r\nNOOP\r\n"));
        assertTrue(d.closed());
    }

    @Test
    void fiveUnparsableCommands_endTheSession_refusedOnesDoNot() {
        Dialogue d = dialogue(ALL, Starttls.OFF, false);
        assertEquals(BAD.repeat(13), d.hears("PASS x\r\n".repeat(8), "x\r\n".repeat(9)));
        assertTrue(d.closed());
        assertEquals(
                "client sent too many invalid commands",
                d.logged().get(d.logged().size() - 1));
    }

    @Test
    void aLineThatDoesNotFit128Bytes_endsTheSession() {
        Dialogue fits = dialogue(ALL, Starttls.OFF, false);
        assertEquals(OK, fits.hears("USER " + "x".repeat(121) + "\r\n"));
        Dialogue d = dialogue(ALL, Starttls.OFF, false);
        assertEquals(BAD, d.hears("USER " + "x".repeat(122) + "\r\n"));
        assertTrue(d.closed());
        assertEquals(List.of("client sent too long command \"USER " + "x".repeat(122) + "\r\""), d.logged());
    }

    @Test
    void pipelinedCommandsBeyondTheBuffer_areOneTooLongCommand() {
        Dialogue d = dialogue(ALL, Starttls.OFF, false);
        assertEquals(OK.repeat(18) + BAD, d.hears("NOOP \r\n".repeat(19)));
        assertTrue(d.closed());
    }

    @Test
    void apop_takesTwoArguments() {
        says("APOP user hash\r\n", "ASK apop <user> <hash>\r\n");
        says("APOP user\r\nAPOP a b c\r\nAPOP\r\n", BAD + BAD + BAD);
        says(EnumSet.of(Mechanism.PLAIN), Starttls.OFF, "APOP user hash\r\n", BAD);
    }

    @Test
    void bareAuth_listsTheMethods() {
        says("AUTH\r\nNOOP\r\n", "+OK methods supported:\r\nPLAIN\r\nLOGIN\r\nCRAM-MD5\r\nEXTERNAL\r\n.\r\n" + OK);
        says(EnumSet.of(Mechanism.APOP), Starttls.OFF, "AUTH \r\n", "+OK methods supported:\r\n.\r\n");
    }

    @Test
    void authPlain_withAndWithoutInitialResponse() {
        says("AUTH PLAIN " + PLAIN + "\r\n", "ASK plain <user> <pass>\r\n");
        says("auth plain\r\n" + PLAIN + "\r\n", "+ \r\nASK plain <user> <pass>\r\n");
        says("AUTH PLAIN\r\n" + PLAIN + " more\n", "+ \r\nASK plain <user> <pass>\r\n");
        says("AUTH PLAIN =\r\nNOOP\r\n", BAD + OK);
        says("AUTH PLAIN\r\n*\r\nNOOP\r\n", "+ \r\n" + BAD + OK);
        says("AUTH PLAIN\r\n\r\nNOOP\r\n", "+ \r\n" + BAD + OK);
        says("AUTH PLAIN\r\n " + PLAIN + "\r\n", "+ \r\n" + BAD);
        says("AUTH PLAIN a b\r\nAUTH x\r\nAUTH LOGI\r\n", BAD + BAD + BAD);
    }

    @Test
    void authLogin_withAndWithoutTheName() {
        says("AUTH LOGIN\r\ndXNlcg==\r\ncGFzcw\r\n", "+ VXNlcm5hbWU6\r\n+ UGFzc3dvcmQ6\r\nASK plain <user> <pass>\r\n");
        says("AUTH login dXNlcg==\r\ncGFzcw\r\n", "+ UGFzc3dvcmQ6\r\nASK plain <user> <pass>\r\n");
        says("AUTH LOGIN\r\n!\r\nNOOP\r\n", "+ VXNlcm5hbWU6\r\n" + BAD + OK);
        says("AUTH LOGIN !\r\nNOOP\r\n", BAD + OK);
    }

    @Test
    void authExternal_mustBeAllowedUnlessItComesWithAResponse() {
        says("AUTH EXTERNAL\r\ndXNlcg\r\n", "+ VXNlcm5hbWU6\r\nASK external <user> <null>\r\n");
        Set<Mechanism> plain = EnumSet.of(Mechanism.PLAIN);
        says(plain, Starttls.OFF, "AUTH EXTERNAL\r\nAUTH EXTERNAL =\r\n", BAD + "ASK external <> <null>\r\n");
    }

    @Test
    void authCramMd5_challengesWithTheGreetingsSalt() {
        Dialogue d = dialogue(ALL, Starttls.OFF, false);
        String greeting = d.talk().greeting();
        String salt = greeting.substring(greeting.indexOf('<'), greeting.indexOf('\r'));
        String challenge = "+ " + io.postern.sasl.CramMd5.challenge(salt) + "\r\n";
        assertEquals(challenge, d.hears("AUTH CRAM-MD5\r\n"));
        String hash = "0123456789abcdef".repeat(2);
        String answer = io.postern.sasl.Base64Text.encode("us " + hash);
        assertEquals(challenge + "ASK cram-md5 <us> <" + hash + ">\r\n", d.hears(answer + "\r\n"));
        assertEquals(salt, d.facts().salt);
        says(EnumSet.of(Mechanism.PLAIN), Starttls.OFF, "AUTH CRAM-MD5\r\n", BAD);
        says("AUTH CRAM-MD5 x\r\n", BAD);
    }

    @Test
    void invalidAnswers_areLogged() {
        Dialogue d = dialogue(ALL, Starttls.OFF, false);
        d.hears("AUTH PLAIN !\r\nAUTH PLAIN dQ\r\nAUTH PLAIN AHU\r\n");
        d.hears("AUTH LOGIN !\r\nAUTH EXTERNAL !\r\nAUTH CRAM-MD5\r\ndQ\r\nAUTH CRAM-MD5\r\n!\r\n");
        assertEquals(
                List.of(
                        "client sent invalid base64 encoding in AUTH PLAIN command",
                        "client sent invalid login in AUTH PLAIN command",
                        "client sent invalid password in AUTH PLAIN command",
                        "client sent invalid base64 encoding in AUTH LOGIN command",
                        "client sent invalid base64 encoding in AUTH EXTERNAL command",
                        "client sent invalid CRAM-MD5 hash in AUTH CRAM-MD5 command",
                        "client sent invalid base64 encoding in AUTH CRAM-MD5 command"),
                d.logged());
    }

    @Test
    void capa_inPlainText_dependsOnStarttls() {
        Set<Mechanism> plain = EnumSet.of(Mechanism.PLAIN);
        String sasl = "+OK Capability list follows\r\nTOP\r\nuser\r\nUIDL\r\nSASL PLAIN LOGIN\r\n";
        says(plain, Starttls.OFF, "CAPA\r\n", sasl + ".\r\n");
        says(plain, Starttls.ON, "CAPA\r\n", sasl + "STLS\r\n.\r\n");
        says(plain, Starttls.ONLY, "CAPA\r\n", "+OK Capability list follows\r\nTOP\r\nUIDL\r\nSTLS\r\n.\r\n");
        says(plain, Starttls.ON, "USER x\r\nCAPA\r\n", OK + sasl + ".\r\n");
        assertEquals(sasl + ".\r\n", dialogue(plain, Starttls.ONLY, true).hears("CAPA\r\n"));
    }

    @Test
    void starttlsOnly_refusesLoginsInPlainText() {
        says(ALL, Starttls.ONLY, "USER x\r\nAUTH\r\nAUTH PLAIN " + PLAIN + "\r\nAPOP a b\r\n", BAD.repeat(4));
        assertEquals(OK, dialogue(ALL, Starttls.ONLY, true).hears("USER x\r\n"));
    }

    @Test
    void stls_dropsWhatWasPipelined_andBeginsAnew() {
        Dialogue d = dialogue(ALL, Starttls.ON, false);
        assertEquals(OK, d.hears("STLS\r\nUSER evil\r\nPASS x\r\n"));
        assertFalse(d.buffer().hasUnparsed());
        d.encrypts();
        assertEquals(OK + BAD + BAD, d.hears("PASS x\r\n", "STLS\r\n"));
        says("STLS\r\n", BAD);
    }

    @Test
    void afterARefusal_commandsAreReadAgain() {
        Dialogue d = dialogue(ALL, Starttls.OFF, false);
        d.hears("APOP user hash\r\nNOOP\r\n");
        assertEquals("ASK apop <user> <hash>\r\n-ERR no way\r\n" + OK, d.refuses("no way", ""));
        assertEquals(Facts.Method.PLAIN, d.facts().method);
        Dialogue after = dialogue(ALL, Starttls.OFF, false);
        after.hears("AUTH PLAIN\r\n" + PLAIN + "\r\n");
        after.refuses("no", "");
        assertTrue(after.hears("USER x\r\n").endsWith("-ERR no\r\n" + OK));
    }

    private static String capa() {
        return "+OK Capability list follows\r\nTOP\r\nuser\r\nUIDL\r\nSASL PLAIN LOGIN CRAM-MD5 EXTERNAL\r\n.\r\n";
    }
}

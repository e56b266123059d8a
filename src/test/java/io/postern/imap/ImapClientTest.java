package io.postern.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.sasl.Mechanism;
import io.postern.session.Dialogue;
import io.postern.tls.Starttls;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What IMAP clients hear; every expectation was compared with nginx 1.31.5, and holds however the input is cut. */
class ImapClientTest {
    private static final String BAD = "BAD invalid command\r\n";
    private static final String OK = "OK completed\r\n";
    private static final Set<Mechanism> PLAIN = EnumSet.of(Mechanism.PLAIN);
    private static final Set<Mechanism> ALL =
            EnumSet.of(Mechanism.PLAIN, Mechanism.LOGIN, Mechanism.CRAM_MD5, Mechanism.EXTERNAL);

    private static Dialogue dialogue(Set<Mechanism> auth, Starttls starttls, boolean secure) {
        ImapSettings settings = new ImapSettings(512, List.of("IMAP4rev1", "ID"), auth);
        return new Dialogue(new ImapProtocol(ImapServer.of(settings, starttls, "mx.example.com")), secure);
    }

    private static void says(String client, String expected) {
        says(ALL, Starttls.OFF, client, expected);
    }

    private static void says(Set<Mechanism> auth, Starttls starttls, String client, String expected) {
        assertEquals(expected, Dialogue.everyWay(() -> dialogue(auth, starttls, false), client));
    }

    private static void asks(String client, String login, String passwd) {
        says(client, "ASK plain <" + login + "> <" + passwd + ">\r\n");
    }

    @Test
    void login_withAtomsAndQuotedStrings() {
        asks("a LOGIN user pass\r\n", "user", "pass");
        asks("a login \"us er\" \"\" \r\n", "us er", "");
        asks("a  LoGiN   \"a\\\"b\\\\c\"   x\\y\n", "a\"b\\c", "x\\y");
        asks("a LOGIN \"a\"\"b\"\r\n", "a", "b");
        asks("a LOGIN us\"er \u00e9\u0000\r\n", "us\"er", "\u00e9\u0000");
        asks("a LOGIN \"\\a\\b\" x\r\n", "ab", "x");
    }

    @Test
    void login_withoutAName_orWithOtherThanTwoArguments_isInvalid() {
        says("a LOGIN \"\" x\r\na LOGIN x\r\na LOGIN\r\na LOGIN a b c\r\n", ("a " + BAD).repeat(4));
        says("a LOGIN a b c d\r\nb NOOP\r\n", "a " + BAD + "b " + OK);
    }

    @Test
    void literals_areAskedForOneByOne() {
        says("a LOGIN {4}\r\nuser {4}\r\npass\r\n", "+ OK\r\n+ OK\r\nASK plain <user> <pass>\r\n");
        says("a LOGIN {04}\nuser \"p\"\r\n", "+ OK\r\nASK plain <user> <p>\r\n");
        says("a LOGIN {2}\r\n\r\n x\r\n", "+ OK\r\nASK plain <\r\n> <x>\r\n");
        says("a LOGIN {5}\r\na\"b\\c x\r\n", "+ OK\r\nASK plain <a\"b\\c> <x>\r\n");
        says("a LOGIN {4}\r\r\nuser x\r\n", "+ OK\r\nASK plain <user> <x>\r\n");
        says("a LOGIN user {4}\r\npass \r\n", "+ OK\r\nASK plain <user> <pass>\r\n");
    }

    @Test
    void nonSynchronisingLiterals_areNotAskedFor() {
        asks("a LOGIN {4+}\r\nuser {4+}\r\npass\r\n", "user", "pass");
        asks("a LOGIN {+}\r\nu {01+}\r\np\r\n", "u", "p");
    }

    @Test
    void emptyLiterals_takeOneByteAllTheSame() {
        says("a LOGIN {0}\r\n\r\nb NOOP\r\n", "+ OK\r\na " + BAD + "b " + OK);
        says("a LOGIN {0+}\r\nu p\r\n", "ASK plain <u> <p>\r\n");
        says("a LOGIN {}\r\nu p\r\n", "+ OK\r\nASK plain <u> <p>\r\n");
    }

    @Test
    void malformedLiterals_areInvalid() {
        says("a LOGIN {x}\r\nb NOOP\r\n", "a " + BAD + "b " + OK);
        says("a LOGIN {4-}\r\nb NOOP\r\n", "a " + BAD + "b " + OK);
        says("a LOGIN {4++}\r\nb NOOP\r\n", "a " + BAD);
        says("a LOGIN {4}x\r\nb NOOP\r\n", "a " + BAD + "b " + OK);
        says("a LOGIN {4 \r\nb NOOP\r\n", "a " + BAD + "b " + OK);
        says("a LOGIN {4}\r\nuserx\r\nb NOOP\r\n", "+ OK\r\na " + BAD + "b " + OK);
        says("a LOGIN {922337203685477581}\r\nb NOOP\r\n", "a " + BAD + "b " + OK);
        says("a LOGIN {99999999999999999999999999}\r\nb NOOP\r\n", "a " + BAD + "b " + OK);
        says("a LOGIN {922337203685477580}\r\n", "+ OK\r\n");
    }

    @Test
    void anInvalidCommandThatAnnouncesANonSynchronisingLiteral_endsTheSession() {
        Dialogue d = dialogue(ALL, Starttls.OFF, false);
        assertEquals("a " + BAD, d.hears("a SELECT {5+}\r\nINBOX\r\n"));
        assertTrue(d.closed());
        Dialogue lf = dialogue(ALL, Starttls.OFF, false);
        lf.hears("a x {1+}\n");
        assertTrue(lf.closed());
        Dialogue sync = dialogue(ALL, Starttls.OFF, false);
        sync.hears("a x {1}\r\n");
        assertFalse(sync.closed());
    }

    @Test
    void tags_areRepeated_orAStarWhereThereIsNone() {
        says("A.b-c_9 NOOP\r\n", "A.b-c_9 " + OK);
        says("* NOOP\r\n\r\nx\r\n NOOP\r\n", "* " + BAD + "* " + BAD + "* " + BAD + " " + OK);
        says("T".repeat(32) + " NOOP\r\n", "T".repeat(32) + " " + OK);
        says("T".repeat(33) + " NOOP\r\nb NOOP\r\n", "* " + BAD + "b " + OK);
        says("a+ NOOP\r\n\u00e9 NOOP\r\n", "* " + BAD + "* " + BAD);
    }

    @Test
    void aTagStaysInTheBufferAfterARefusal_asInNginx() {
        Dialogue d = dialogue(ALL, Starttls.OFF, false);
        d.hears("abc LOGIN u p\r\n");
        String before = d.refuses("no", "");
        assertEquals("ASK plain <u> <p>\r\nabc NO no\r\n", before);
        assertEquals(before + "!x\r\n" + BAD, d.hears("!x\r\n"));
        Dialogue later = dialogue(ALL, Starttls.OFF, false);
        later.hears("x NOOP\r\nabc LOGIN u p\r\n");
        assertEquals(later.refuses("no", "") + "abc " + BAD + "d " + OK, later.hears("!x\r\n", "d NOOP\r\n"));
    }

    @Test
    void verbs_areKnownInAnyCase_andRefusedOtherwise() {
        says(
                "a noop x\r\na SELECT x\r\na\r\na \r\na NOOPS\r\n",
                "a " + OK + "a " + BAD + "* " + BAD + "a " + BAD + "a " + BAD);
        says("a STARTTLS\r\n", "a " + BAD);
        says("a NOOP\r\r\nb NOOP\rx\r\n", "a " + BAD + "b " + BAD);
    }

    @Test
    void quotes_mayNotEndInABackslash_butStayOpenBeyondTheLine() {
        says("a LOGIN \"x\\\r\nb NOOP\r\n", "a " + BAD + "b " + OK);
        says("a LOGIN \"x\r\nb LOGIN u v\r\n", "a " + BAD + "b " + BAD);
        says("a LOGIN \"x\r\nb LOGIN u v\" w\r\n", "a " + BAD + "ASK plain <u v> <w>\r\n");
    }

    @Test
    void logout_saysBye() {
        Dialogue d = dialogue(ALL, Starttls.OFF, false);
        assertEquals("* BYE\r\na " + OK, d.hears("a LOGOUT\r\nb NOOP\r\n"));
        assertTrue(d.closed());
    }

    @Test
    void capability_inPlainText_dependsOnStarttls() {
        String bare = "* CAPABILITY IMAP4rev1 ID";
        says(PLAIN, Starttls.OFF, "a CAPABILITY\r\n", bare + " AUTH=PLAIN\r\na " + OK);
        says(PLAIN, Starttls.ON, "a CAPABILITY\r\n", bare + " AUTH=PLAIN STARTTLS\r\na " + OK);
        says(PLAIN, Starttls.ONLY, "a CAPABILITY\r\n", bare + " STARTTLS LOGINDISABLED\r\na " + OK);
        says(
                ALL,
                Starttls.OFF,
                "a capability x\r\n",
                bare + " AUTH=PLAIN AUTH=LOGIN AUTH=CRAM-MD5 AUTH=EXTERNAL\r\na " + OK);
        assertEquals(
                bare + " AUTH=PLAIN\r\na " + OK,
                dialogue(PLAIN, Starttls.ONLY, true).hears("a CAPABILITY\r\n"));
    }

    @Test
    void starttlsOnly_refusesLoginsInPlainText() {
        says(
                ALL,
                Starttls.ONLY,
                "a LOGIN u p\r\nb AUTHENTICATE PLAIN\r\nc NOOP\r\n",
                "a " + BAD + "b " + BAD + "c " + OK);
    }

    @Test
    void starttls_dropsWhatWasPipelined() {
        Dialogue d = dialogue(ALL, Starttls.ON, false);
        assertEquals("a " + OK, d.hears("a STARTTLS\r\nb LOGIN evil x\r\n"));
        d.encrypts();
        assertEquals("a " + OK + "c " + OK + "d " + BAD, d.hears("c NOOP\r\nd STARTTLS\r\n"));
    }

    @Test
    void authenticate_keepsTheTagUntilTheEnd() {
        says("a AUTHENTICATE PLAIN\r\nAHVzZXIAcGFzcw==\r\n", "+ \r\nASK plain <user> <pass>\r\n");
        says("a authenticate plain AHVzZXIAcGFzcw==\r\n", "ASK plain <user> <pass>\r\n");
        says("a AUTHENTICATE PLAIN\r\n*\r\nb NOOP\r\n", "+ \r\na " + BAD + "b " + OK);
        says("a AUTHENTICATE\r\na AUTHENTICATE X\r\na AUTHENTICATE PLAIN a b\r\n", ("a " + BAD).repeat(3));
        Dialogue d = dialogue(ALL, Starttls.OFF, false);
        d.hears("abc AUTHENTICATE PLAIN\r\nAHVzZXIAcGFzcw==\r\n");
        assertEquals("abc ", d.facts().tag);
    }

    @Test
    void authenticateLogin_answersABadNameWithoutTheTag() {
        String both = "+ VXNlcm5hbWU6\r\n+ UGFzc3dvcmQ6\r\n";
        says("a AUTHENTICATE LOGIN\r\ndXNlcg\r\ncGFzcw\r\n", both + "ASK plain <user> <pass>\r\n");
        says("a AUTHENTICATE LOGIN\r\n!\r\nb NOOP\r\n", "+ VXNlcm5hbWU6\r\n" + BAD + "b " + OK);
        says("a AUTHENTICATE LOGIN !\r\nb NOOP\r\n", "a " + BAD + "b " + OK);
        says("a AUTHENTICATE LOGIN\r\ndXNlcg\r\n!\r\nb NOOP\r\n", both + "a " + BAD + "b " + OK);
    }

    @Test
    void answersToChallenges_mayBeWords_butNotOnlySo() {
        says(
                "a AUTHENTICATE EXTERNAL\r\ndXNlcg x {1}\r\ny\r\n",
                "+ VXNlcm5hbWU6\r\n+ OK\r\nASK external <user> <null>\r\n");
        says("a AUTHENTICATE PLAIN\r\n AHVzZXIAcGFzcw==\r\n", "+ \r\na " + BAD);
    }

    @Test
    void cramMd5_makesOneSaltForTheSession() {
        Dialogue d = dialogue(ALL, Starttls.OFF, false);
        String first = d.hears("a AUTHENTICATE CRAM-MD5\r\n");
        assertEquals(first + "a " + BAD + first, d.hears("*\r\nb AUTHENTICATE cram-md5\r\n"));
        assertTrue(first.startsWith("+ "), first);
        says(PLAIN, Starttls.OFF, "a AUTHENTICATE CRAM-MD5\r\n", "a " + BAD);
    }

    @Test
    void aCommandThatDoesNotFit_endsTheSession_asItStandsInTheBuffer() {
        Dialogue d = dialogue(ALL, Starttls.OFF, false);
        String line = "a LOGIN \"u\\s\" ";
        assertEquals("a " + BAD, d.hears(line + "x".repeat(600)));
        assertTrue(d.closed());
        assertEquals(
                List.of("client sent too long command \"a LOGIN \"uss\" " + "x".repeat(512 - line.length()) + '"'),
                d.logged());
    }

    @Test
    void aLiteralMayBeAsLongAsTheBufferOnly() {
        Dialogue d = dialogue(ALL, Starttls.OFF, false);
        assertEquals("+ OK\r\na " + BAD, d.hears("a LOGIN {600}\r\n", "x".repeat(600)));
        assertTrue(d.closed());
    }
}

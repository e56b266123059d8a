package io.postern.pop3;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.session.BackendDialogue;
import io.postern.session.Facts;
import io.postern.session.Step;
import org.junit.jupiter.api.Test;

/** The login to a POP3 back end. */
class Pop3BackendTest {
    private static BackendDialogue dialogue(int buffer) {
        Facts facts = new Facts();
        facts.login = "us er";
        facts.passwd = "p\u00e9ss";
        return new BackendDialogue(new Pop3Backend(facts), buffer);
    }

    @Test
    void login_isUserThenPass_andTheLastReplyGoesToTheClient() {
        BackendDialogue d = dialogue(100);
        assertEquals("USER us er", d.says("+OK ready <1@x>\r\n"));
        assertEquals("sending user name to upstream", d.action());
        assertEquals("PASS p\u00e9ss", d.says("+OK\r\n"));
        assertEquals("sending password to upstream", d.action());
        assertEquals(new Step.Through("+OK welcome\r\nmore\r\n"), d.reads("+OK welcome\r\nmore\r\n"));
    }

    @Test
    void reply_isJudgedOnceItEndsWithCrLf() {
        BackendDialogue d = dialogue(100);
        assertEquals(new Step.Say("USER us er\r\n"), d.reads("+", "O", "K ", "x", "\n", "\r", "\n"));
    }

    @Test
    void reply_ofLessThanFourBytes_isNotLookedAt() {
        assertEquals(new Step.Wait(), dialogue(100).reads("\r\n"));
    }

    @Test
    void anythingButOk_isARefusal() {
        assertEquals(new Step.Refused("-ERR no\r\n", "-ERR no"), dialogue(100).reads("-ERR no\r\n"));
        assertEquals(new Step.Refused("+ok x\r\n", "+ok x"), dialogue(100).reads("+ok x\r\n"));
    }

    @Test
    void aLineThatFillsTheBuffer_isTooLong() {
        assertEquals(
                new Step.Broken("upstream sent too long response line: \"+OK aaa\"", ""),
                dialogue(8).reads("+OK aaab"));
        assertEquals(
                new Step.Broken("upstream sent too long response line: \"+OK\"", ""),
                dialogue(8).reads("+OK\0aaab"));
        assertEquals(new Step.Say("USER us er\r\n"), dialogue(8).reads("+OK aa\r\n"));
    }
}

package io.postern.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.session.BackendDialogue;
import io.postern.session.Facts;
import io.postern.session.Step;
import org.junit.jupiter.api.Test;

/** The login to an IMAP back end. */
class ImapBackendTest {
    private static BackendDialogue dialogue() {
        Facts facts = new Facts();
        facts.tag = "a1 ";
        facts.login = "us\"er";
        facts.passwd = "\u00e9\r\n";
        return new BackendDialogue(new ImapBackend(facts), 200);
    }

    private static BackendDialogue atTheEnd() {
        BackendDialogue d = dialogue();
        d.reads("* OK hello\r\n");
        d.reads("+ go\r\n");
        d.reads("+ go\r\n");
        return d;
    }

    @Test
    void login_isSentAsTwoLiterals() {
        BackendDialogue d = dialogue();
        assertEquals(new Step.Say("a1 LOGIN {5}\r\n"), d.reads("* OK [CAPABILITY X] ready\r\n"));
        assertEquals("sending LOGIN command to upstream", d.action());
        assertEquals(new Step.Say("us\"er {3}\r\n"), d.reads("+ OK\r\n"));
        assertEquals("sending user name to upstream", d.action());
        assertEquals(new Step.Say("\u00e9\r\n\r\n"), d.reads("+ \r\n"));
        assertEquals("sending password to upstream", d.action());
        assertEquals(new Step.Through("a1 OK in\r\n"), d.reads("a1 OK in\r\n"));
    }

    @Test
    void oneUntaggedLine_mayComeBeforeTheResult_andGoesToTheClientToo() {
        String capability = "* CAPABILITY IMAP4rev1 \u00e9\r\n";
        assertEquals(new Step.Through(capability + "a1 OK in\r\n"), atTheEnd().reads(capability + "a1 OK in\r\n"));
        assertEquals(new Step.Through(capability + "a1 OK in\r\n"), atTheEnd().reads(capability, "a1", " OK in\r\n"));
        assertEquals(
                new Step.Refused(capability + "* x\r\na1 OK\r\n", "* x\r\na1 OK"),
                atTheEnd().reads(capability + "* x\r\na1 OK\r\n"));
    }

    @Test
    void aRefusal_isLoggedFromTheJudgedLineOn_andPassedWhole() {
        String capability = "* CAPABILITY X\r\n";
        assertEquals(
                new Step.Refused(capability + "a1 NO bad\r\n", "NO bad"),
                atTheEnd().reads(capability + "a1 NO bad\r\n"));
        assertEquals(new Step.Refused("a2 OK x\r\n", "a2 OK x"), atTheEnd().reads("a2 OK x\r\n"));
        assertEquals(new Step.Refused("* BYE x\r\n", "* BYE x"), dialogue().reads("* BYE x\r\n"));
        BackendDialogue d = dialogue();
        d.reads("* OK hi\r\n");
        assertEquals(new Step.Refused("a1 NO x\r\n", "a1 NO x"), d.reads("a1 NO x\r\n"));
    }
}

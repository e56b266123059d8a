package io.postern.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.sasl.Mechanism;
import io.postern.session.BackendDialogue;
import io.postern.session.Facts;
import io.postern.session.Step;
import io.postern.tls.Starttls;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How SMTP back ends are told who comes. */
class SmtpBackendTest {
    private static final Step LOGGED_IN = new Step.Through("235 2.0.0 OK\r\n");

    private static Facts facts() {
        Facts facts = new Facts();
        facts.login = "a+b c=\u00e9\u007f";
        facts.passwd = "secret";
        facts.address = "192.0.2.1";
        facts.host = "[UNAVAILABLE]";
        return facts;
    }

    private static BackendDialogue dialogue(Facts facts, boolean xclient, boolean proxyAuth) {
        SmtpSettings settings = new SmtpSettings(4096, 0, List.of(), EnumSet.of(Mechanism.PLAIN));
        SmtpServer server = SmtpServer.of(settings, Starttls.OFF, "mx.example.com", xclient, proxyAuth);
        return new BackendDialogue(new SmtpBackend(server, facts), 300);
    }

    private static Facts mail() {
        Facts facts = facts();
        facts.method = Facts.Method.NONE;
        facts.login = "";
        facts.smtpFrom = "MAIL FROM:<a>  SIZE=1";
        facts.smtpTo = "rcpt TO:<b>";
        return facts;
    }

    @Test
    void xclient_carriesAddressLoginAndName_escaped() {
        Facts facts = facts();
        facts.smtpHelo = "client.example";
        facts.esmtp = true;
        BackendDialogue d = dialogue(facts, true, false);
        assertEquals("EHLO mx.example.com", d.says("220 hi\r\n"));
        assertEquals("sending HELO/EHLO to upstream", d.action());
        assertEquals("XCLIENT ADDR=192.0.2.1 LOGIN=a+2Bb+20c+3D+E9+7F NAME=[UNAVAILABLE]", d.says("250 x\r\n"));
        assertEquals("sending XCLIENT to upstream", d.action());
        assertEquals("EHLO client.example", d.says("220 again\r\n"));
        assertEquals("sending client HELO/EHLO to upstream", d.action());
        assertEquals(LOGGED_IN, d.reads("250 x\r\n"));
    }

    @Test
    void xclient_withoutLoginOrHelo_andOverIpv6() {
        Facts facts = facts();
        facts.login = "";
        facts.inet6 = true;
        facts.address = "2001:db8::1";
        facts.host = "mail.example";
        BackendDialogue d = dialogue(facts, true, false);
        d.reads("220 hi\r\n");
        assertEquals("XCLIENT ADDR=IPV6:2001:db8::1 NAME=mail.example", d.says("250 x\r\n"));
        assertEquals(LOGGED_IN, d.reads("250 x\r\n"));
    }

    @Test
    void helo_isWhatTheClientSaid_whereThereIsNoXclient() {
        Facts facts = facts();
        facts.smtpHelo = "client.example";
        BackendDialogue d = dialogue(facts, false, false);
        assertEquals("HELO mx.example.com", d.says("220 hi\r\n"));
        assertEquals(LOGGED_IN, d.reads("250 x\r\n"));
        facts.esmtp = true;
        assertEquals("EHLO mx.example.com", dialogue(facts, false, false).says("220 hi\r\n"));
    }

    @Test
    void auth_replacesTheLoginInXclient() {
        Facts facts = facts();
        facts.login = "user";
        BackendDialogue d = dialogue(facts, true, true);
        d.reads("220 hi\r\n");
        assertEquals("XCLIENT ADDR=192.0.2.1 NAME=[UNAVAILABLE]", d.says("250 x\r\n"));
        assertEquals("AUTH PLAIN AHVzZXIAc2VjcmV0", d.says("250 x\r\n"));
        assertEquals("sending AUTH to upstream", d.action());
        assertEquals(LOGGED_IN, d.reads("235 ok\r\n"));
    }

    @Test
    void auth_withoutAPassword_isBroken() {
        Facts facts = facts();
        facts.passwd = null;
        BackendDialogue d = dialogue(facts, false, true);
        d.reads("220 hi\r\n");
        assertEquals(new Step.Broken("no password available", "sending AUTH to upstream"), d.reads("250 x\r\n"));
    }

    @Test
    void mailAndRcpt_areReplayed_andTheAnswerToRcptGoesToTheClientWhateverItIs() {
        BackendDialogue d = dialogue(mail(), false, true);
        assertEquals("HELO mx.example.com", d.says("220 hi\r\n"));
        assertEquals("MAIL FROM:<a>  SIZE=1", d.says("250 x\r\n"));
        assertEquals("sending MAIL FROM to upstream", d.action());
        assertEquals("rcpt TO:<b>", d.says("250 x\r\n"));
        assertEquals("sending RCPT TO to upstream", d.action());
        assertEquals(new Step.Through("550 no\r\n"), d.reads("550 no\r\n"));
    }

    @Test
    void mail_followsXclientAndHelo() {
        Facts facts = mail();
        BackendDialogue d = dialogue(facts, true, false);
        d.reads("220 hi\r\n");
        assertEquals("XCLIENT ADDR=192.0.2.1 NAME=[UNAVAILABLE]", d.says("250 x\r\n"));
        assertEquals("MAIL FROM:<a>  SIZE=1", d.says("220 x\r\n"));
        facts.smtpHelo = "c";
        BackendDialogue helo = dialogue(facts, true, false);
        helo.reads("220 hi\r\n");
        helo.reads("250 hi\r\n");
        assertEquals("HELO c", helo.says("250 x\r\n"));
        assertEquals("MAIL FROM:<a>  SIZE=1", helo.says("250 x\r\n"));
    }

    @Test
    void eachReplyHasItsCode() {
        assertEquals(
                new Step.Refused("250 x\r\n", "250 x"),
                dialogue(facts(), false, false).reads("250 x\r\n"));
        BackendDialogue helo = dialogue(facts(), false, false);
        helo.reads("220 x\r\n");
        assertEquals(new Step.Refused("220 x\r\n", "220 x"), helo.reads("220 x\r\n"));
        BackendDialogue auth = dialogue(facts(), false, true);
        auth.reads("220 x\r\n");
        auth.reads("250 x\r\n");
        assertEquals(new Step.Refused("250 x\r\n", "250 x"), auth.reads("250 x\r\n"));
        BackendDialogue mail = dialogue(mail(), false, false);
        mail.reads("220 x\r\n");
        mail.reads("250 x\r\n");
        assertEquals(new Step.Refused("550-a\r\n550 b\r\n", "550-a\r\n550 b"), mail.reads("550-a\r\n550 b\r\n"));
    }

    @Test
    void severalLines_areOneReply() {
        Step helo = new Step.Say("HELO mx.example.com\r\n");
        assertEquals(helo, dialogue(facts(), false, false).reads("220-a\r\n", "220-b\r\n", "220 c\r\n"));
        assertEquals(helo, dialogue(facts(), false, false).reads("220-a\r\n22", "0\r\n"));
        assertEquals(helo, dialogue(facts(), false, false).reads("220-a\r\n999 c\r\n"));
        assertEquals(new Step.Wait(), dialogue(facts(), false, false).reads("220-a\r\n"));
        assertEquals(new Step.Wait(), dialogue(facts(), false, false).reads("220-\r\n"));
        assertEquals(new Step.Wait(), dialogue(facts(), false, false).reads("220-a\r\nOK\r\n"));
        assertEquals(helo, dialogue(facts(), false, false).reads("220\r\n"));
    }
}

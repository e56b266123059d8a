package io.postern.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.postern.dns.FakeNameServer;
import io.postern.dns.NameServers;
import io.postern.dns.ResolverSettings;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Rcode;

class ClientNamesTest {
    private static final String PTR = "PTR 1.2.0.192.in-addr.arpa.";
    private static final String NAMED = "1.2.0.192.in-addr.arpa. 60 PTR mail.example.";

    private final EventLoop loop = new DefaultEventLoop();
    private final TestClient client = new TestClient("smtp", loop);
    private final FakeNameServer server = new FakeNameServer();
    private long timeout = 10_000;

    ClientNamesTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        server.close();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private String find() throws InterruptedException {
        ResolverSettings settings = new ResolverSettings(List.of(server.endpoint()), 0, true, true);
        ClientNames names = new ClientNames(new NameServers(settings, timeout, client));
        LinkedBlockingQueue<String> found = new LinkedBlockingQueue<>();
        loop.execute(() -> names.find(client, found::add));
        return String.valueOf(found.poll(20, TimeUnit.SECONDS));
    }

    @Test
    void name_thatLeadsBack_isTheClients() throws Exception {
        server.answer(PTR, NAMED)
                .answer("A mail.example.", "mail.example. 60 A 192.0.2.1")
                .answer("AAAA mail.example.");
        assertEquals("mail.example", find());
        assertEquals(List.of("in resolving client address", "in resolving client hostname"), client.actions);
        assertEquals(List.of(), client.lines);
    }

    @Test
    void ipv6Client_isFoundToo() throws Exception {
        client.address = "2001:db8::1";
        String name = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.";
        server.answer("PTR " + name, name + " 60 PTR mail.example.");
        server.answer("A mail.example.").answer("AAAA mail.example.", "mail.example. 60 AAAA 2001:db8::1");
        assertEquals("mail.example", find());
    }

    @Test
    void name_thatLeadsElsewhere_isUnavailable_withoutALine() throws Exception {
        server.answer(PTR, NAMED)
                .answer("A mail.example.", "mail.example. 60 A 192.0.2.2")
                .answer("AAAA mail.example.");
        assertEquals("[UNAVAILABLE]", find());
        assertEquals(List.of(), client.lines);
    }

    @Test
    void noName_isUnavailable() throws Exception {
        assertEquals("[UNAVAILABLE]", find());
        assertEquals(List.of("ERROR 192.0.2.1 could not be resolved (3: Host not found)"), client.lines);
    }

    @Test
    void failure_isTemporary() throws Exception {
        server.fail(PTR, Rcode.SERVFAIL);
        assertEquals("[TEMPUNAVAIL]", find());
        assertEquals(List.of("ERROR 192.0.2.1 could not be resolved (2: Server failure)"), client.lines);
    }

    @Test
    void silence_isTemporary() throws Exception {
        timeout = 50;
        server.silent(PTR);
        assertEquals("[TEMPUNAVAIL]", find());
        assertEquals(List.of("ERROR 192.0.2.1 could not be resolved (110: Operation timed out)"), client.lines);
    }

    @Test
    void nameThatIsNotKnown_isUnavailable() throws Exception {
        server.answer(PTR, NAMED);
        assertEquals("[UNAVAILABLE]", find());
        assertEquals(List.of("ERROR \"mail.example\" could not be resolved (3: Host not found)"), client.lines);
    }

    @Test
    void nameWhoseServerFails_isTemporary() throws Exception {
        server.answer(PTR, NAMED).fail("A mail.example.", Rcode.SERVFAIL).answer("AAAA mail.example.");
        assertEquals("[TEMPUNAVAIL]", find());
        assertEquals(List.of("ERROR \"mail.example\" could not be resolved (2: Server failure)"), client.lines);
    }

    @Test
    void nameThatIsNoHostName_isTemporary_andGoesNowhere() throws Exception {
        server.answer(PTR, "1.2.0.192.in-addr.arpa. 60 PTR a\\013\\010LOGIN\\032x.example.");
        assertEquals("[TEMPUNAVAIL]", find());
        assertEquals(List.of("ERROR 192.0.2.1 resolved to invalid host name \"a\r\nlogin x.example\""), client.lines);
        assertEquals(List.of(PTR), server.asked());
        assertEquals("", client.facts.host);
    }

    @Test
    void rootAsName_isNoHostName() throws Exception {
        server.answer(PTR, "1.2.0.192.in-addr.arpa. 60 PTR .");
        assertEquals("[TEMPUNAVAIL]", find());
        assertEquals(List.of("ERROR 192.0.2.1 resolved to invalid host name \"\""), client.lines);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "mail-1.example.org", "1.2", "-", ".", "A"})
    void hostNames(String name) {
        assertTrue(ClientNames.isHostName(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a_b", "a b", "a\r\n", "a\0", "j\u00fcrgen", "[x]", "a/b", "a:b", "a\"", "a@"})
    void noHostNames(String name) {
        assertFalse(ClientNames.isHostName(name));
    }
}

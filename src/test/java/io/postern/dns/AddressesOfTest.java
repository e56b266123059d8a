package io.postern.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.directive.Endpoint;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;

/** From a name to its addresses. */
class AddressesOfTest {
    private final DnsLab lab = new DnsLab();

    AddressesOfTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        lab.close();
    }

    @Test
    void name_hasAddressesOfBothKinds() throws Exception {
        lab.server.answer("A mail.example.", "mail.example. 60 A 192.0.2.1", "mail.example. 60 A 192.0.2.2");
        lab.server.answer("AAAA mail.example.", "mail.example. 60 AAAA 2001:db8::1");
        assertEquals("192.0.2.1 192.0.2.2 2001:db8::1", lab.addressesOf(lab.servers(), "Mail.Example."));
    }

    @Test
    void oneKind_isAskedForWhereTheOtherIsOff() throws Exception {
        lab.ipv6 = false;
        lab.server.answer("A mail.example.", "mail.example. 60 A 192.0.2.1");
        assertEquals("192.0.2.1", lab.addressesOf(lab.servers(), "mail.example"));
        lab.ipv4 = false;
        lab.ipv6 = true;
        lab.server.answer("AAAA mail.example.", "mail.example. 60 AAAA 2001:db8::1");
        assertEquals("2001:db8::1", lab.addressesOf(lab.servers(), "mail.example"));
        assertEquals(List.of("A mail.example.", "AAAA mail.example."), lab.server.asked());
    }

    @Test
    void oneKindOnly_isEnough_butAnErrorOfEitherIsAnError() throws Exception {
        lab.server.answer("A mail.example.", "mail.example. 60 A 192.0.2.1").answer("AAAA mail.example.");
        assertEquals("192.0.2.1", lab.addressesOf(lab.servers(), "mail.example"));
        lab.server.fail("AAAA mail.example.", Rcode.SERVFAIL);
        assertEquals("2: Server failure", lab.addressesOf(lab.servers(), "mail.example"));
    }

    @Test
    void neitherKind_isNotFound() throws Exception {
        lab.server.answer("A mail.example.").answer("AAAA mail.example.");
        assertEquals("3: Host not found", lab.addressesOf(lab.servers(), "mail.example"));
        assertEquals("3: Host not found", lab.addressesOf(lab.servers(), "nowhere.example"));
    }

    @Test
    void alias_isFollowed() throws Exception {
        for (String type : List.of("A", "AAAA")) {
            lab.server.answer(type + " a.example.", "a.example. 60 CNAME b.example.");
        }
        lab.server.answer("A b.example.", "b.example. 60 A 192.0.2.1").answer("AAAA b.example.");
        assertEquals("192.0.2.1", lab.addressesOf(lab.servers(), "a.example"));
    }

    @Test
    void aliasOfItself_isNotFound() throws Exception {
        for (String type : List.of("A", "AAAA")) {
            lab.server.answer(type + " a.example.", "a.example. 60 CNAME a.example.");
        }
        assertEquals("3: Host not found", lab.addressesOf(lab.servers(), "a.example"));
        assertEquals(2, lab.server.asked().size());
    }

    @Test
    void aliasTogetherWithAddresses_isOneAnswer() throws Exception {
        lab.server.answer("A a.example.", "a.example. 60 CNAME b.example.", "b.example. 60 A 192.0.2.1");
        lab.server.answer("AAAA a.example.", "a.example. 60 CNAME b.example.");
        assertEquals("192.0.2.1", lab.addressesOf(lab.servers(), "a.example"));
        assertEquals(2, lab.server.asked().size());
    }

    /** As in nginx, for which the question has been answered by then. */
    @Test
    void aliasThatIsNoName_isFollowedByNothing() throws Exception {
        lab.ipv6 = false;
        lab.timeout = 500;
        lab.server.answer("A a.example.", "a.example. 60 CNAME other.example.");
        lab.server.strays("A a.example.", List.of(answer -> {
            answer[answer.length - "\5other\300\16".length()] = 0x40;
            return answer;
        }));
        assertEquals("110: Operation timed out", lab.addressesOf(lab.servers(), "a.example"));
        assertEquals(List.of("invalid label type in DNS response", "unexpected DNS response for a.example"), lab.lines);
        assertEquals(List.of("A a.example."), lab.server.asked());
    }

    @Test
    void longLabel_isAskedAllTheSame() throws Exception {
        lab.ipv6 = false;
        lab.timeout = 500;
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            InetSocketAddress there = new InetSocketAddress(silent.getLocalAddress(), silent.getLocalPort());
            NameServers servers = lab.only(List.of(new Endpoint(there, "silent")));
            assertEquals("110: Operation timed out", lab.addressesOf(servers, "x".repeat(64) + ".example"));
            DatagramPacket question = new DatagramPacket(new byte[512], 512);
            silent.receive(question);
            assertEquals(64, question.getData()[12]);
            assertEquals("3: Host not found", lab.addressesOf(servers, "x".repeat(256)));
        }
    }

    @Test
    void emptyLabel_isNotAsked() throws Exception {
        assertEquals("3: Host not found", lab.addressesOf(lab.servers(), "a..b"));
        assertEquals("3: Host not found", lab.addressesOf(lab.servers(), ""));
        assertEquals(List.of(), lab.server.asked());
    }

    @Test
    void otherRecordsThanAddresses_areNone() throws Exception {
        lab.server.answer("A mail.example.", "mail.example. 60 TXT x").answer("AAAA mail.example.");
        assertEquals("3: Host not found", lab.addressesOf(lab.servers(), "mail.example"));
        assertTrue(lab.lines.contains("no A or CNAME types in DNS response"), lab.lines::toString);
    }
}

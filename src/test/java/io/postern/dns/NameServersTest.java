package io.postern.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.directive.Endpoint;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which server is asked, how, how often, and how long an answer is kept. */
class NameServersTest {
    private final DnsLab lab = new DnsLab();

    NameServersTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        lab.close();
    }

    @Test
    void deadServer_isFollowedByTheNext() throws Exception {
        int port;
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Endpoint dead =
                new Endpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), "127.0.0.1:" + port);
        lab.server.answer(DnsLab.PTR, "1.2.0.192.in-addr.arpa. 60 PTR one.example.");
        assertEquals("one.example", lab.nameOf(lab.servers(dead), DnsLab.ADDRESS));
        assertEquals(
                List.of("recv() failed (111: Connection refused) while resolving, resolver: 127.0.0.1:P"), lab.lines);
    }

    @Test
    void serverThatNothingCanBeSentTo_isFollowedByTheNextAtOnce() throws Exception {
        lab.timeout = 3000; // the next turn would be after five seconds
        InetSocketAddress everybody = new InetSocketAddress("255.255.255.255", 53);
        lab.server.answer(DnsLab.PTR, "1.2.0.192.in-addr.arpa. 60 PTR one.example.");
        assertEquals(
                "one.example", lab.nameOf(lab.servers(new Endpoint(everybody, "255.255.255.255:53")), DnsLab.ADDRESS));
        assertEquals(1, lab.lines.size(), lab.lines::toString);
        assertTrue(lab.lines
                .get(0)
                .matches("connect\\(\\) failed \\(.*\\) while resolving, resolver: 255.255.255.255:53"));
    }

    @Test
    void servers_areAskedInTurn() throws Exception {
        try (FakeNameServer other = new FakeNameServer()) {
            NameServers servers = lab.servers(other.endpoint());
            for (int i = 1; i <= 4; i++) {
                lab.nameOf(servers, DnsLab.ip("192.0.2." + i));
            }
            assertEquals(2, other.asked().size());
            assertEquals(2, lab.server.asked().size());
        }
    }

    @Test
    void truncatedAnswer_isAskedForByTcp() throws Exception {
        lab.ipv6 = false;
        lab.server.truncate("A big.example.").answer("TCP A big.example.", "big.example. 60 A 192.0.2.9");
        assertEquals("192.0.2.9", lab.addressesOf(lab.servers(), "big.example"));
        assertEquals(List.of("A big.example.", "TCP A big.example."), lab.server.asked());
    }

    @Test
    void answerThatIsOfNoUse_isFollowedByTheRightOne() throws Exception {
        lab.server.answer(DnsLab.PTR, "1.2.0.192.in-addr.arpa. 60 PTR one.example.");
        lab.server.strays(DnsLab.PTR, List.of(answer -> Arrays.copyOf(answer, answer.length - 3), answer -> {
            answer[answer.length - "\3one\7example\0".length()] = 0x40;
            return answer;
        }));
        assertEquals("one.example", lab.nameOf(lab.servers(), DnsLab.ADDRESS));
        assertEquals(List.of("name is out of DNS response", "invalid label type in DNS response"), lab.lines);
    }

    @Test
    void nobodyAnswersByTcp_isSaidAsForDatagrams() throws Exception {
        lab.ipv6 = false;
        lab.timeout = 500;
        lab.server.truncate("A big.example.").closeTcp();
        assertEquals("110: Operation timed out", lab.addressesOf(lab.servers(), "big.example"));
        assertEquals(
                List.of("recv() failed (111: Connection refused) while resolving, resolver: 127.0.0.1:P"), lab.lines);
    }

    @Test
    void answers_areKeptAsLongAsTheySay() throws Exception {
        lab.server.answer(DnsLab.PTR, "1.2.0.192.in-addr.arpa. 60 PTR one.example.");
        NameServers servers = lab.servers();
        lab.nameOf(servers, DnsLab.ADDRESS);
        assertEquals("one.example", lab.nameOf(servers, DnsLab.ADDRESS));
        assertEquals(1, lab.server.asked().size());
    }

    @Test
    void answersOfNoDuration_areKeptWhereValidSaysSo() throws Exception {
        lab.valid = 60;
        lab.ipv6 = false;
        lab.server.answer("A mail.example.", "mail.example. 0 A 192.0.2.1");
        NameServers servers = lab.servers();
        lab.addressesOf(servers, "mail.example");
        assertEquals("192.0.2.1", lab.addressesOf(servers, "mail.example"));
        assertEquals(1, lab.server.asked().size());
    }

    @Test
    void failures_areNotKept() throws Exception {
        NameServers servers = lab.servers();
        lab.nameOf(servers, DnsLab.ADDRESS);
        lab.nameOf(servers, DnsLab.ADDRESS);
        assertEquals(2, lab.server.asked().size());
    }

    @Test
    void severalAskers_shareOneQuestion() throws Exception {
        lab.server.silent(DnsLab.PTR);
        lab.timeout = 300;
        NameServers servers = lab.servers();
        CompletableFuture<Answer<String>> one = new CompletableFuture<>();
        CompletableFuture<Answer<String>> two = new CompletableFuture<>();
        lab.loop.execute(() -> servers.nameOf(DnsLab.ADDRESS, lab.loop, one::complete));
        lab.loop.execute(() -> servers.nameOf(DnsLab.ADDRESS, lab.loop, two::complete));
        assertEquals(110, one.get(20, TimeUnit.SECONDS).code());
        assertEquals(110, two.get(20, TimeUnit.SECONDS).code());
        assertEquals(1, lab.server.asked().size());
    }

    @Test
    void questionThatNobodyWaitsFor_isAskedAnew() throws Exception {
        lab.server.silent(DnsLab.PTR);
        lab.timeout = 50;
        NameServers servers = lab.servers();
        lab.nameOf(servers, DnsLab.ADDRESS);
        lab.server.answer(DnsLab.PTR, "1.2.0.192.in-addr.arpa. 60 PTR one.example.");
        assertEquals("one.example", lab.nameOf(servers, DnsLab.ADDRESS));
    }

    @Test
    void questionTakenBack_isNotAnswered() throws Exception {
        lab.server.answer(DnsLab.PTR, "1.2.0.192.in-addr.arpa. 60 PTR one.example.");
        CompletableFuture<Answer<String>> answer = new CompletableFuture<>();
        NameServers servers = lab.servers();
        lab.loop
                .submit(() -> servers.nameOf(DnsLab.ADDRESS, lab.loop, answer::complete)
                        .run())
                .get(10, TimeUnit.SECONDS);
        assertEquals("one.example", lab.nameOf(servers, DnsLab.ADDRESS));
        assertNull(answer.getNow(null));
    }

    @Test
    void threads_areFew() throws Exception {
        lab.nameOf(lab.servers(), DnsLab.ADDRESS);
        long dnsThreads = Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("dnsjava"))
                .count();
        assertTrue(dnsThreads <= 1, () -> dnsThreads + " threads");
    }
}

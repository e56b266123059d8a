package io.postern.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.directive.Endpoint;
import io.postern.directive.IpText;
import io.postern.log.Level;
import io.postern.log.Log;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

class NameServersTest {
    private static final String PTR = "PTR 1.2.0.192.in-addr.arpa.";
    private static final InetAddress ADDRESS = ip("192.0.2.1");

    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    private final FakeNameServer server = new FakeNameServer();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private long timeout = 10_000;
    private long valid;
    private boolean ipv4 = true;
    private boolean ipv6 = true;

    NameServersTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        server.close();
        loop.shutdownNow();
    }

    private static InetAddress ip(String text) {
        return Objects.requireNonNull(IpText.parse(text));
    }

    private NameServers servers(Endpoint... more) {
        List<Endpoint> all = new java.util.ArrayList<>(List.of(more));
        all.add(server.endpoint());
        return only(all);
    }

    private NameServers only(List<Endpoint> all) {
        Log log = new Log() {
            @Override
            public boolean takes(Level level) {
                return true;
            }

            @Override
            public void write(Level level, String text) {
                lines.add(text.replaceAll("id:\\d+", "id:N").replaceAll(":\\d{4,5}", ":P"));
            }

            @Override
            public void write(Level level, int errno, String text) {
                lines.add(text + " (" + errno + ")");
            }
        };
        return new NameServers(new ResolverSettings(all, valid, ipv4, ipv6), timeout, log);
    }

    private String nameOf(NameServers servers, InetAddress address) throws Exception {
        CompletableFuture<Answer<String>> answer = new CompletableFuture<>();
        loop.execute(() -> servers.nameOf(address, loop, answer::complete));
        return words(answer.get(20, TimeUnit.SECONDS));
    }

    private String addressesOf(NameServers servers, String name) throws Exception {
        CompletableFuture<Answer<List<InetAddress>>> answer = new CompletableFuture<>();
        loop.execute(() -> servers.addressesOf(name, loop, answer::complete));
        return words(answer.get(20, TimeUnit.SECONDS));
    }

    private static String words(Answer<?> answer) {
        Object value = answer.value();
        if (value == null) {
            return answer.code() + ": " + answer.words();
        }
        return value instanceof List<?> list
                ? String.join(
                        " ",
                        list.stream()
                                .map(a -> IpText.text((InetAddress) a))
                                .sorted()
                                .toList())
                : value.toString();
    }

    @Test
    void address_hasAName_inLowerCase() throws Exception {
        server.answer(PTR, "1.2.0.192.in-addr.arpa. 60 PTR Mail.Example.ORG.");
        assertEquals("mail.example.org", nameOf(servers(), ADDRESS));
        assertEquals(List.of(PTR), server.asked());
    }

    @Test
    void ipv6Address_isAskedForByNibbles() throws Exception {
        String name = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.";
        server.answer("PTR " + name, name + " 60 PTR six.example.");
        assertEquals("six.example", nameOf(servers(), ip("2001:db8::1")));
    }

    @Test
    void pointer_behindAnAlias_isFound() throws Exception {
        server.answer(
                PTR,
                "1.2.0.192.in-addr.arpa. 60 CNAME 1.0/25.2.0.192.in-addr.arpa.",
                "1.0/25.2.0.192.in-addr.arpa. 60 PTR one.example.");
        assertEquals("one.example", nameOf(servers(), ADDRESS));
    }

    @Test
    void pointer_withAnyBytes_isHandedOnAsItIs() throws Exception {
        server.script(PTR, reply -> {
            try {
                reply.addRecord(
                        new PTRRecord(
                                reply.getQuestion().getName(),
                                DClass.IN,
                                60,
                                FakeNameServer.rawName("a\r\nX: B\0.", "example.")),
                        Section.ANSWER);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return reply;
        });
        assertEquals("a\r\nx: b\0..example", nameOf(servers(), ADDRESS));
    }

    @Test
    void noName_isNotFound() throws Exception {
        assertEquals("3: Host not found", nameOf(servers(), ADDRESS));
        server.answer(PTR);
        assertEquals("3: Host not found", nameOf(servers(), ADDRESS));
    }

    @Test
    void errors_haveNginxsWords() throws Exception {
        server.fail(PTR, Rcode.SERVFAIL);
        assertEquals("2: Server failure", nameOf(servers(), ADDRESS));
        server.fail(PTR, Rcode.NOTIMP);
        assertEquals("4: Unimplemented", nameOf(servers(), ADDRESS));
        server.fail(PTR, Rcode.REFUSED);
        assertEquals("5: Operation refused", nameOf(servers(), ADDRESS));
    }

    @Test
    void silence_timesOut() throws Exception {
        timeout = 50;
        server.silent(PTR);
        assertEquals("110: Operation timed out", nameOf(servers(), ADDRESS));
        assertEquals(List.of(), lines);
    }

    @Test
    void formatError_isNoAnswer() throws Exception {
        timeout = 500;
        server.fail(PTR, Rcode.FORMERR);
        assertEquals("110: Operation timed out", nameOf(servers(), ADDRESS));
        assertEquals(List.of("DNS error (1: Format error), query id:N"), lines);
    }

    @Test
    void otherRecords_areNoAnswer() throws Exception {
        timeout = 500;
        server.answer(PTR, "1.2.0.192.in-addr.arpa. 60 TXT hello");
        assertEquals("110: Operation timed out", nameOf(servers(), ADDRESS));
        assertEquals(List.of("unexpected RR type 16 in DNS response", "no PTR type in DNS response"), lines);
    }

    @Test
    void deadServer_isFollowedByTheNext() throws Exception {
        int port;
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Endpoint dead =
                new Endpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), "127.0.0.1:" + port);
        server.answer(PTR, "1.2.0.192.in-addr.arpa. 60 PTR one.example.");
        assertEquals("one.example", nameOf(servers(dead), ADDRESS));
        assertEquals(List.of("recv() failed (111: Connection refused) while resolving, resolver: 127.0.0.1:P"), lines);
    }

    @Test
    void serverThatNothingCanBeSentTo_isFollowedByTheNextAtOnce() throws Exception {
        timeout = 3000; // the next turn would be after five seconds
        InetSocketAddress everybody = new InetSocketAddress("255.255.255.255", 53);
        server.answer(PTR, "1.2.0.192.in-addr.arpa. 60 PTR one.example.");
        assertEquals("one.example", nameOf(servers(new Endpoint(everybody, "255.255.255.255:53")), ADDRESS));
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(lines.get(0).matches("connect\\(\\) failed \\(.*\\) while resolving, resolver: 255.255.255.255:53"));
    }

    @Test
    void servers_areAskedInTurn() throws Exception {
        try (FakeNameServer other = new FakeNameServer()) {
            NameServers servers = servers(other.endpoint());
            for (int i = 1; i <= 4; i++) {
                nameOf(servers, ip("192.0.2." + i));
            }
            assertEquals(2, other.asked().size());
            assertEquals(2, server.asked().size());
        }
    }

    @Test
    void name_hasAddressesOfBothKinds() throws Exception {
        server.answer("A mail.example.", "mail.example. 60 A 192.0.2.1", "mail.example. 60 A 192.0.2.2");
        server.answer("AAAA mail.example.", "mail.example. 60 AAAA 2001:db8::1");
        assertEquals("192.0.2.1 192.0.2.2 2001:db8::1", addressesOf(servers(), "Mail.Example."));
    }

    @Test
    void oneKind_isAskedForWhereTheOtherIsOff() throws Exception {
        ipv6 = false;
        server.answer("A mail.example.", "mail.example. 60 A 192.0.2.1");
        assertEquals("192.0.2.1", addressesOf(servers(), "mail.example"));
        ipv4 = false;
        ipv6 = true;
        server.answer("AAAA mail.example.", "mail.example. 60 AAAA 2001:db8::1");
        assertEquals("2001:db8::1", addressesOf(servers(), "mail.example"));
        assertEquals(List.of("A mail.example.", "AAAA mail.example."), server.asked());
    }

    @Test
    void oneKindOnly_isEnough_butAnErrorOfEitherIsAnError() throws Exception {
        server.answer("A mail.example.", "mail.example. 60 A 192.0.2.1").answer("AAAA mail.example.");
        assertEquals("192.0.2.1", addressesOf(servers(), "mail.example"));
        server.fail("AAAA mail.example.", Rcode.SERVFAIL);
        assertEquals("2: Server failure", addressesOf(servers(), "mail.example"));
    }

    @Test
    void neitherKind_isNotFound() throws Exception {
        server.answer("A mail.example.").answer("AAAA mail.example.");
        assertEquals("3: Host not found", addressesOf(servers(), "mail.example"));
        assertEquals("3: Host not found", addressesOf(servers(), "nowhere.example"));
    }

    @Test
    void alias_isFollowed() throws Exception {
        for (String type : List.of("A", "AAAA")) {
            server.answer(type + " a.example.", "a.example. 60 CNAME b.example.");
        }
        server.answer("A b.example.", "b.example. 60 A 192.0.2.1").answer("AAAA b.example.");
        assertEquals("192.0.2.1", addressesOf(servers(), "a.example"));
    }

    @Test
    void aliasOfItself_isNotFound() throws Exception {
        for (String type : List.of("A", "AAAA")) {
            server.answer(type + " a.example.", "a.example. 60 CNAME a.example.");
        }
        assertEquals("3: Host not found", addressesOf(servers(), "a.example"));
        assertEquals(2, server.asked().size());
    }

    @Test
    void aliasTogetherWithAddresses_isOneAnswer() throws Exception {
        server.answer("A a.example.", "a.example. 60 CNAME b.example.", "b.example. 60 A 192.0.2.1");
        server.answer("AAAA a.example.", "a.example. 60 CNAME b.example.");
        assertEquals("192.0.2.1", addressesOf(servers(), "a.example"));
        assertEquals(2, server.asked().size());
    }

    @Test
    void truncatedAnswer_isAskedForByTcp() throws Exception {
        ipv6 = false;
        server.truncate("A big.example.").answer("TCP A big.example.", "big.example. 60 A 192.0.2.9");
        assertEquals("192.0.2.9", addressesOf(servers(), "big.example"));
        assertEquals(List.of("A big.example.", "TCP A big.example."), server.asked());
    }

    @Test
    void answerThatIsOfNoUse_isFollowedByTheRightOne() throws Exception {
        server.answer(PTR, "1.2.0.192.in-addr.arpa. 60 PTR one.example.");
        server.strays(PTR, List.of(answer -> Arrays.copyOf(answer, answer.length - 3), answer -> {
            answer[answer.length - "\3one\7example\0".length()] = 0x40;
            return answer;
        }));
        assertEquals("one.example", nameOf(servers(), ADDRESS));
        assertEquals(List.of("name is out of DNS response", "invalid label type in DNS response"), lines);
    }

    /** As in nginx, for which the question has been answered by then. */
    @Test
    void aliasThatIsNoName_isFollowedByNothing() throws Exception {
        ipv6 = false;
        timeout = 500;
        server.answer("A a.example.", "a.example. 60 CNAME other.example.");
        server.strays("A a.example.", List.of(answer -> {
            answer[answer.length - "\5other\300\16".length()] = 0x40;
            return answer;
        }));
        assertEquals("110: Operation timed out", addressesOf(servers(), "a.example"));
        assertEquals(List.of("invalid label type in DNS response"), lines);
        assertEquals(List.of("A a.example."), server.asked());
    }

    @Test
    void longLabel_isAskedAllTheSame() throws Exception {
        ipv6 = false;
        timeout = 500;
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            InetSocketAddress there = new InetSocketAddress(silent.getLocalAddress(), silent.getLocalPort());
            NameServers servers = only(List.of(new Endpoint(there, "silent")));
            assertEquals("110: Operation timed out", addressesOf(servers, "x".repeat(64) + ".example"));
            DatagramPacket question = new DatagramPacket(new byte[512], 512);
            silent.receive(question);
            assertEquals(64, question.getData()[12]);
            assertEquals("3: Host not found", addressesOf(servers, "x".repeat(256)));
        }
    }

    @Test
    void nobodyAnswersByTcp_isSaidAsForDatagrams() throws Exception {
        ipv6 = false;
        timeout = 500;
        server.truncate("A big.example.").closeTcp();
        assertEquals("110: Operation timed out", addressesOf(servers(), "big.example"));
        assertEquals(List.of("recv() failed (111: Connection refused) while resolving, resolver: 127.0.0.1:P"), lines);
    }

    @Test
    void emptyLabel_isNotAsked() throws Exception {
        assertEquals("3: Host not found", addressesOf(servers(), "a..b"));
        assertEquals("3: Host not found", addressesOf(servers(), ""));
        assertEquals(List.of(), server.asked());
    }

    @Test
    void answers_areKeptAsLongAsTheySay() throws Exception {
        server.answer(PTR, "1.2.0.192.in-addr.arpa. 60 PTR one.example.");
        NameServers servers = servers();
        nameOf(servers, ADDRESS);
        assertEquals("one.example", nameOf(servers, ADDRESS));
        assertEquals(1, server.asked().size());
    }

    @Test
    void answersOfNoDuration_areKeptWhereValidSaysSo() throws Exception {
        valid = 60;
        ipv6 = false;
        server.answer("A mail.example.", "mail.example. 0 A 192.0.2.1");
        NameServers servers = servers();
        addressesOf(servers, "mail.example");
        assertEquals("192.0.2.1", addressesOf(servers, "mail.example"));
        assertEquals(1, server.asked().size());
    }

    @Test
    void failures_areNotKept() throws Exception {
        NameServers servers = servers();
        nameOf(servers, ADDRESS);
        nameOf(servers, ADDRESS);
        assertEquals(2, server.asked().size());
    }

    @Test
    void severalAskers_shareOneQuestion() throws Exception {
        server.silent(PTR);
        timeout = 300;
        NameServers servers = servers();
        CompletableFuture<Answer<String>> one = new CompletableFuture<>();
        CompletableFuture<Answer<String>> two = new CompletableFuture<>();
        loop.execute(() -> servers.nameOf(ADDRESS, loop, one::complete));
        loop.execute(() -> servers.nameOf(ADDRESS, loop, two::complete));
        assertEquals(110, one.get(20, TimeUnit.SECONDS).code());
        assertEquals(110, two.get(20, TimeUnit.SECONDS).code());
        assertEquals(1, server.asked().size());
    }

    @Test
    void questionThatNobodyWaitsFor_isAskedAnew() throws Exception {
        server.silent(PTR);
        timeout = 50;
        NameServers servers = servers();
        nameOf(servers, ADDRESS);
        server.answer(PTR, "1.2.0.192.in-addr.arpa. 60 PTR one.example.");
        assertEquals("one.example", nameOf(servers, ADDRESS));
    }

    @Test
    void otherRecordsThanAddresses_areNone() throws Exception {
        server.answer("A mail.example.", "mail.example. 60 TXT x").answer("AAAA mail.example.");
        assertEquals("3: Host not found", addressesOf(servers(), "mail.example"));
        assertTrue(lines.contains("no A or CNAME types in DNS response"), lines::toString);
    }

    @Test
    void questionTakenBack_isNotAnswered() throws Exception {
        server.answer(PTR, "1.2.0.192.in-addr.arpa. 60 PTR one.example.");
        CompletableFuture<Answer<String>> answer = new CompletableFuture<>();
        NameServers servers = servers();
        loop.submit(() -> servers.nameOf(ADDRESS, loop, answer::complete).run()).get(10, TimeUnit.SECONDS);
        assertEquals("one.example", nameOf(servers, ADDRESS));
        assertNull(answer.getNow(null));
    }

    @Test
    void threads_areFew() throws Exception {
        nameOf(servers(), ADDRESS);
        long dnsThreads = Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("dnsjava"))
                .count();
        assertTrue(dnsThreads <= 1, () -> dnsThreads + " threads");
    }
}

package io.postern.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** From an address to its name. */
class NameOfTest {
    private final DnsLab lab = new DnsLab();

    NameOfTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        lab.close();
    }

    @Test
    void address_hasAName_inLowerCase() throws Exception {
        lab.server.answer(DnsLab.PTR, "1.2.0.192.in-addr.arpa. 60 PTR Mail.Example.ORG.");
        assertEquals("mail.example.org", lab.nameOf(lab.servers(), DnsLab.ADDRESS));
        assertEquals(List.of(DnsLab.PTR), lab.server.asked());
    }

    @Test
    void ipv6Address_isAskedForByNibbles() throws Exception {
        String name = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.";
        lab.server.answer("PTR " + name, name + " 60 PTR six.example.");
        assertEquals("six.example", lab.nameOf(lab.servers(), DnsLab.ip("2001:db8::1")));
    }

    @Test
    void pointer_behindAnAlias_isFound() throws Exception {
        lab.server.answer(
                DnsLab.PTR,
                "1.2.0.192.in-addr.arpa. 60 CNAME 1.0/25.2.0.192.in-addr.arpa.",
                "1.0/25.2.0.192.in-addr.arpa. 60 PTR one.example.");
        assertEquals("one.example", lab.nameOf(lab.servers(), DnsLab.ADDRESS));
    }

    @Test
    void pointer_withAnyBytes_isHandedOnAsItIs() throws Exception {
        lab.server.script(DnsLab.PTR, reply -> {
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
        assertEquals("a\r\nx: b\0..example", lab.nameOf(lab.servers(), DnsLab.ADDRESS));
    }

    @Test
    void noName_isNotFound() throws Exception {
        assertEquals("3: Host not found", lab.nameOf(lab.servers(), DnsLab.ADDRESS));
        lab.server.answer(DnsLab.PTR);
        assertEquals("3: Host not found", lab.nameOf(lab.servers(), DnsLab.ADDRESS));
    }

    @Test
    void errors_haveNginxsWords() throws Exception {
        lab.server.fail(DnsLab.PTR, Rcode.SERVFAIL);
        assertEquals("2: Server failure", lab.nameOf(lab.servers(), DnsLab.ADDRESS));
        lab.server.fail(DnsLab.PTR, Rcode.NOTIMP);
        assertEquals("4: Unimplemented", lab.nameOf(lab.servers(), DnsLab.ADDRESS));
        lab.server.fail(DnsLab.PTR, Rcode.REFUSED);
        assertEquals("5: Operation refused", lab.nameOf(lab.servers(), DnsLab.ADDRESS));
    }

    @Test
    void silence_timesOut() throws Exception {
        lab.timeout = 50;
        lab.server.silent(DnsLab.PTR);
        assertEquals("110: Operation timed out", lab.nameOf(lab.servers(), DnsLab.ADDRESS));
        assertEquals(List.of(), lab.lines);
    }

    @Test
    void formatError_isNoAnswer() throws Exception {
        lab.timeout = 500;
        lab.server.fail(DnsLab.PTR, Rcode.FORMERR);
        assertEquals("110: Operation timed out", lab.nameOf(lab.servers(), DnsLab.ADDRESS));
        assertEquals(List.of("DNS error (1: Format error), query id:N"), lab.lines);
    }

    @Test
    void otherRecords_areNoAnswer() throws Exception {
        lab.timeout = 500;
        lab.server.answer(DnsLab.PTR, "1.2.0.192.in-addr.arpa. 60 TXT hello");
        assertEquals("110: Operation timed out", lab.nameOf(lab.servers(), DnsLab.ADDRESS));
        assertEquals(List.of("unexpected RR type 16 in DNS response", "no PTR type in DNS response"), lab.lines);
    }
}

package io.postern.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.directive.HostName;
import io.postern.net.Acceptor;
import io.postern.net.Listening;
import io.postern.net.Listening.Keepalive;
import io.postern.settings.ConfText;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rows of every mail server; the errors are nginx's. */
class CoreModuleTest {
    private static CoreSettings settings(String server) {
        return ConfText.read(List.of(new CoreModule()), server).servers().get(0).get(CoreSettings.class);
    }

    @Test
    void defaults_areNginxs() {
        CoreSettings core = settings("server { listen 110; }");
        assertEquals("pop3", core.protocol());
        assertEquals(60_000, core.timeout());
        assertEquals(5, core.maxErrors());
        assertEquals(HostName.own(), core.serverName());
        Listen listen = core.listens().get(0);
        assertEquals("0.0.0.0:110", listen.text());
        assertTrue(listen.wildcard());
        assertEquals(Listening.on(listen.listening().address()), listen.listening());
    }

    @Test
    void values_comeFromTheServerElseFromMail() {
        CoreSettings core = settings(
                "timeout 5; max_errors 2; server_name a;\nserver { listen 1; protocol imap; protocol smtp; timeout 7s; }");
        assertEquals("smtp", core.protocol());
        assertEquals(7000, core.timeout());
        assertEquals(2, core.maxErrors());
        assertEquals("a", core.serverName());
    }

    @Test
    void listen_takesSocketOptions() {
        Listen listen = settings("server { listen 127.0.0.1:25 backlog=7 rcvbuf=8k sndbuf=4k so_keepalive=30m::10 ssl"
                        + " proxy_protocol; }")
                .listens()
                .get(0);
        assertEquals(7, listen.listening().backlog());
        assertEquals(8192, listen.listening().rcvbuf());
        assertEquals(4096, listen.listening().sndbuf());
        assertEquals(
                new Keepalive(Keepalive.Use.ON, 1800, 0, 10), listen.listening().keepalive());
        assertTrue(listen.ssl() && listen.proxyProtocol() && listen.bind());
    }

    @Test
    void listen_takesPortRangesAndUnixSockets() {
        CoreSettings core = settings("server { listen 127.0.0.1:143-145; listen unix:/tmp/x; }");
        assertEquals(
                List.of("127.0.0.1:143", "127.0.0.1:144", "127.0.0.1:145", "unix:/tmp/x"),
                core.listens().stream().map(Listen::text).toList());
        assertEquals("imap", core.protocol());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "listen 0; | [emerg] invalid port in \"0\" of the \"listen\" directive in /etc/x.conf:3",
                "listen 1 backlog=0; | [emerg] invalid backlog \"backlog=0\" in /etc/x.conf:3",
                "listen 1 rcvbuf=x; | [emerg] invalid rcvbuf \"rcvbuf=x\" in /etc/x.conf:3",
                "listen 1 sndbuf=; | [emerg] invalid sndbuf \"sndbuf=\" in /etc/x.conf:3",
                "listen [::]:1 ipv6only=oops; | [emerg] invalid ipv6only flags \"oops\" in /etc/x.conf:3",
                "listen [::]:1 ipv6only=x; | [emerg] invalid parameter \"ipv6only=x\" in /etc/x.conf:3",
                "listen 1 so_keepalive=; | [emerg] invalid so_keepalive value: \"\" in /etc/x.conf:3",
                "listen 1 so_keepalive=4294967296; | [emerg] invalid so_keepalive value: \"4294967296\" in /etc/x.conf:3",
                "listen 1 so_keepalive=:4294967295:; | [emerg] invalid so_keepalive value: \":4294967295:\" in /etc/x.conf:3",
                "listen 1 so_keepalive=::x; | [emerg] invalid so_keepalive value: \"::x\" in /etc/x.conf:3",
                "listen 1 reuseport; | [emerg] invalid parameter \"reuseport\" in /etc/x.conf:3",
                "listen 1; listen 1; | [emerg] duplicate \"0.0.0.0:1\" address and port pair in /etc/x.conf:3",
                "listen 1; protocol nntp; | [emerg] unknown protocol \"nntp\" in /etc/x.conf:3",
                "listen 1; | [emerg] unknown mail protocol for server in /etc/x.conf:3",
                "protocol imap; | [emerg] no \"listen\" is defined for server in /etc/x.conf:3",
            })
    void errors_areNginxs(String server, String error) {
        assertEquals(error, ConfText.findings(List.of(new CoreModule()), "server { " + server + " }"));
    }

    @Test
    void addressesBesideAWildcard_shareItsSocketUnlessTheyWantTheirOwn() {
        CoreSettings core = settings("server { listen 127.0.0.1:143; listen *:143; listen 127.0.0.2:143 bind;"
                + " listen 127.0.0.1:144; listen [::]:143; }");
        Doors doors = new Doors(new Sessions());
        Service service = new Service(
                new io.postern.pop3.Pop3Protocol(io.postern.pop3.Pop3Server.of(
                        new io.postern.pop3.Pop3Settings(
                                List.of(), java.util.EnumSet.of(io.postern.sasl.Mechanism.PLAIN)),
                        io.postern.tls.Starttls.OFF,
                        "here")),
                1,
                1,
                new LogLines(),
                (client, then) -> () -> {},
                (session, route) -> {},
                null,
                null,
                RealIp.NONE);
        doors.add(core.listens(), service, new LogLines().bare());
        Map<Listening, Acceptor> sockets = doors.sockets();
        assertEquals(
                List.of("/127.0.0.2:143", "/0.0.0.0:143", "/127.0.0.1:144", "/[0:0:0:0:0:0:0:0]:143"),
                sockets.keySet().stream().map(s -> s.address().toString()).toList());
    }
}

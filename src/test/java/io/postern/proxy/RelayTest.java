package io.postern.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.postern.net.FakeWire;
import io.postern.net.Listener;
import io.postern.net.Listening;
import io.postern.net.Transport;
import io.postern.net.Wire;
import io.postern.session.Doorman;
import io.postern.session.Gate;
import io.postern.session.LogLines;
import io.postern.session.RealIp;
import io.postern.session.Service;
import io.postern.session.Sessions;
import io.postern.session.Verdict;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

/** Back-end login and relay on wires without a network: what is held for whom, and when a session is over. */
class RelayTest {
    private static final String END = ", client: 192.0.2.7, server: here:110, login: \"u\", upstream: 192.0.2.8:110";

    private final EmbeddedChannel clock = new EmbeddedChannel();
    private final FakeWire client = new FakeWire(clock, new InetSocketAddress("192.0.2.7", 4711));
    private final FakeWire backend = new FakeWire(clock, new InetSocketAddress("192.0.2.8", 110));
    private final LogLines log = new LogLines();
    private final Sessions sessions = new Sessions();
    private boolean pass;
    private int proxyProtocol;

    /** Connects to the back end's wire, whatever the address. */
    private final class ToBackend implements Transport {
        @Override
        public IoEventLoopGroup loops(int count, ThreadFactory threads) {
            throw new UnsupportedOperationException("no loops");
        }

        @Override
        public Listener bind(Listening wanted) {
            throw new UnsupportedOperationException("no listeners");
        }

        @Override
        public Wire connect(EventLoop loop, SocketAddress to, Wire.Events events) {
            backend.tell(events);
            loop.execute(events::writable);
            return backend;
        }
    }

    /** A client has sent its login, and perhaps more. */
    private void begin(String behindLogin) {
        Service service = new Service(
                Stand.pop3(),
                60_000,
                5,
                log,
                (who, then) -> {
                    then.accept(new Verdict.Route(backend.remote(), "192.0.2.8:110"));
                    return () -> {};
                },
                new Proxy(new ProxySettings(true, 4096, 60_000, pass, true, false, proxyProtocol), new ToBackend()),
                null,
                null,
                RealIp.NONE);
        new Doorman(Map.of(), new Gate("here:110", false, false, service), sessions, log.bare()).accept(client);
        client.arrives("USER u\r\nPASS p\r\n" + behindLogin);
        client.heard();
    }

    private void letIn() {
        backend.arrives("+OK hello\r\n");
        assertEquals("USER u\r\n", backend.heard());
        backend.arrives("+OK\r\n");
        assertEquals("PASS p\r\n", backend.heard());
        backend.arrives("+OK in\r\n");
    }

    @Test
    void lastWordsGoToTheClient_andWhatItSentBehindItsLoginToTheBackend() {
        begin("STAT\r\n");
        letIn();
        assertEquals("+OK in\r\n", client.heard());
        assertEquals("STAT\r\n", backend.heard());
        assertEquals("[info] client logged in" + END, log.all().get(1));
    }

    @Test
    void clientHasEnded_itsEndIsReadBeforeItsLastWordsGoOut() {
        begin("STAT\r\n");
        client.arrivesLast("MORE\r\n");
        List<String> left = new ArrayList<>();
        backend.whenWritten(() -> left.add(client.unread()));
        letIn();
        assertEquals("STAT\r\nMORE\r\n", backend.heard());
        assertEquals("", left.get(left.size() - 1));
        assertTrue(backend.closed());
        assertTrue(client.closed());
        assertEquals("[info] proxied session done" + END, log.all().get(2));
    }

    @Test
    void slowClient_holdsTheBackendBackAtProxyBuffer() {
        begin("");
        letIn();
        client.heard();
        client.takes(0);
        backend.arrives("x".repeat(10_000));
        assertEquals(10_000 - 4096, backend.unread().length());
        client.takes(1000);
        assertEquals(1000, client.heard().length());
        assertEquals(10_000 - 4096, backend.unread().length());
        client.takes(1_000_000);
        assertEquals(9000, client.heard().length());
        assertEquals("", backend.unread());
    }

    @Test
    void slowBackend_holdsTheClientBackAtItsCommandBuffer() {
        begin("");
        letIn();
        backend.heard();
        backend.takes(0);
        client.arrives("y".repeat(1000));
        assertEquals(1000 - 128, client.unread().length());
        backend.takes(1_000_000);
        assertEquals(1000, backend.heard().length());
    }

    @Test
    void endedBackend_isNotTheEndWhileTheClientHasSomethingToTake() {
        begin("");
        letIn();
        client.heard();
        client.takes(0);
        backend.arrives("bye").ends();
        assertFalse(client.closed());
        client.takes(10);
        assertEquals("bye", client.heard());
        assertTrue(client.closed() && backend.closed());
        assertEquals("[info] proxied session done" + END, log.all().get(2));
        assertEquals(0, sessions.count());
    }

    @Test
    void endedClient_endsTheSessionOnceTheBackendHasAll() {
        begin("");
        letIn();
        backend.heard();
        backend.takes(0);
        client.arrives("QUIT\r\n").ends();
        assertFalse(client.closed());
        backend.takes(100);
        assertEquals("QUIT\r\n", backend.heard());
        assertTrue(client.closed() && backend.closed());
    }

    @Test
    void endedBackend_isNotToldWhatTheClientSentBehindItsLogin() {
        begin("STAT\r\n");
        backend.arrives("+OK hello\r\n").arrives("+OK\r\n");
        backend.heard();
        backend.arrivesLast("+OK in\r\n");
        assertEquals("+OK in\r\n", client.heard());
        assertEquals("", backend.heard());
        assertTrue(client.closed() && backend.closed());
        assertEquals("[info] proxied session done" + END, log.all().get(2));
    }

    @Test
    void backend_seesTheEndBeforeTheLogDoes() {
        begin("");
        letIn();
        int[] lines = {0};
        backend.whenClosed(() -> lines[0] = log.all().size());
        client.arrivesLast("QUIT\r\n");
        assertEquals("QUIT\r\n", backend.heard());
        assertEquals(2, lines[0]);
        assertEquals(3, log.all().size());
    }

    @Test
    void resets_areLoggedAsLoudAsNginxDoes() {
        begin("");
        letIn();
        backend.breaks(104);
        assertEquals(
                List.of(
                        "[error] recv() failed (104: Connection reset by peer) while proxying and reading from upstream"
                                + END,
                        "[info] proxied session done" + END),
                log.all().subList(2, 4));
    }

    @Test
    void shutdownTimeout_endsRelays() {
        begin("");
        letIn();
        sessions.shutdownTimeout();
        client.arrives("");
        assertTrue(client.closed() && backend.closed());
        assertEquals("[info] shutdown timeout while proxying" + END, log.all().get(2));
    }

    @Test
    void refusal_isOursUnlessPassedOn() {
        begin("");
        backend.arrives("-ERR not you\r\n");
        assertEquals("-ERR internal server error\r\n", client.heard());
        assertTrue(client.closed() && backend.closed());
        assertEquals(
                "[error] upstream sent invalid response: \"-ERR not you\" while reading response from upstream" + END,
                log.all().get(1));
    }

    @Test
    void refusal_isPassedOnWhereConfigured() {
        pass = true;
        begin("");
        backend.arrives("-ERR not").arrives(" you\r\n");
        assertEquals("-ERR not you\r\n", client.heard());
        assertTrue(client.closed() && backend.closed());
        assertTrue(log.all().get(1).startsWith("[info] upstream sent invalid response: \"-ERR not you\""));
    }

    @Test
    void tooLongReply_isAnError() {
        begin("");
        backend.arrives("+OK " + "x".repeat(5000));
        assertEquals("-ERR internal server error\r\n", client.heard());
        assertTrue(log.all().get(1).startsWith("[error] upstream sent too long response line: \"+OK xxx"));
    }

    @Test
    void proxyHeader_goesFirst() {
        proxyProtocol = 1;
        begin("");
        assertEquals("PROXY TCP4 192.0.2.7 198.51.100.1 4711 143\r\n", backend.heard());
        letIn();
    }

    private void fails(FakeWire here, String doing) {
        int before = log.all().size();
        here.trips();
        assertTrue(client.closed() && backend.closed());
        assertEquals("", client.heard());
        assertEquals(0, sessions.count());
        assertEquals(
                List.of("[alert] session failed: java.lang.IllegalStateException: in a test" + doing + END),
                log.all().subList(before, log.all().size()));
    }

    @Test
    void errorOfOurs_readingFromTheClient_endsThisSession() {
        begin("");
        letIn();
        client.heard();
        fails(client, " while proxying");
    }

    @Test
    void errorOfOurs_readingFromTheBackend_endsThisSession() {
        begin("");
        letIn();
        client.heard();
        fails(backend, " while proxying");
    }

    @Test
    void errorOfOurs_whileLoggingIn_endsThisSession() {
        begin("");
        fails(backend, " while reading response from upstream");
    }

    @Test
    void endedBackend_whileLoggingIn_isAnInternalError() {
        begin("");
        backend.arrives("+O").ends();
        assertEquals("-ERR internal server error\r\n", client.heard());
        assertEquals(1, log.all().size());
    }
}

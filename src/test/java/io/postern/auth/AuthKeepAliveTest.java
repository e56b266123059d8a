package io.postern.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.postern.directive.Endpoint;
import io.postern.net.Transport;
import io.postern.session.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** auth_http_keepalive: which connections are used again, which are not, and what happens when one has died. */
class AuthKeepAliveTest {
    private static final String REST = "Auth-Status: OK\r\nAuth-Server: 127.0.0.1\r\nAuth-Port: 25\r\n";
    private static final String KEPT =
            "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 4\r\n" + REST + "\r\n";

    private final Transport transport = Transport.of("");
    private final IoEventLoopGroup loops = transport.loops(1, new DefaultThreadFactory("keep-alive-test", true));
    private final EventLoop loop = loops.next();
    private final LinkedBlockingQueue<Verdict> verdicts = new LinkedBlockingQueue<>();
    private final TestClient client = new TestClient("imap", loop);
    private final ServerSocket server;
    private final KeptConnections kept = new KeptConnections();
    private long most = 2;

    AuthKeepAliveTest() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setSoTimeout(20_000);
    }

    @AfterEach
    void end() throws IOException {
        server.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private Runnable ask() throws Exception {
        AuthHttpSettings settings = new AuthHttpSettings(
                new Endpoint(server.getLocalSocketAddress(), "127.0.0.1:80"),
                "localhost",
                "/",
                20_000,
                "",
                false,
                most);
        AuthHttp http = new AuthHttp(settings, transport, kept);
        return loop.submit(() -> http.ask(client, verdicts::add)).get(10, TimeUnit.SECONDS);
    }

    private void routed() throws InterruptedException {
        assertInstanceOf(Verdict.Route.class, verdicts.poll(20, TimeUnit.SECONDS));
    }

    private Socket accept() throws IOException {
        Socket peer = server.accept();
        peer.setSoTimeout(20_000);
        return peer;
    }

    private boolean nobodyElseConnects() throws IOException {
        settle();
        server.setSoTimeout(50);
        try (Socket peer = server.accept()) {
            return peer.isClosed();
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            server.setSoTimeout(20_000);
        }
    }

    /** What the loop has to do now is done. */
    private void settle() {
        loop.submit(() -> {}).syncUninterruptibly();
    }

    private static String request(Socket peer) throws IOException {
        StringBuilder request = new StringBuilder();
        while (request.indexOf("\r\n\r\n") < 0) {
            int c = peer.getInputStream().read();
            if (c < 0) {
                break;
            }
            request.append((char) c);
        }
        return request.toString();
    }

    private static void say(Socket peer, String text) throws IOException {
        peer.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void assertClosed(Socket peer) throws IOException {
        try {
            assertEquals(-1, peer.getInputStream().read(), "we close");
        } catch (SocketException e) {
            // closed with bytes unread
        }
    }

    @Test
    void connection_whoseServerAgrees_carriesTheNextQuestion() throws Exception {
        ask();
        try (Socket peer = accept()) {
            String first = request(peer);
            assertTrue(
                    first.startsWith("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\nAuth-Method: "),
                    first);
            for (int i = 0; i < 3; i++) {
                say(peer, KEPT + "body");
                routed();
                ask();
                assertEquals(first, request(peer));
            }
            assertTrue(nobodyElseConnects());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Connection: close\r\nContent-Length: 0\r\n",
                "Connection: keep-alive, close\r\nContent-Length: 0\r\n",
                "Connection: keep-alive\r\n",
                "Content-Length: -1\r\n",
                "Connection: keep-alive\r\nContent-Length: 0x0\r\n",
                "Connection: keep-alive\r\nContent-Length: 0\r\nContent-Length: 1\r\n",
                "Connection: keep-alive\r\nContent-Length: 100000\r\n",
                "Connection: keep-alive\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n"
            })
    void connection_whoseServerDoesNotAgree_isClosed(String headers) throws Exception {
        ask();
        try (Socket peer = accept()) {
            request(peer);
            say(peer, "HTTP/1.1 200 OK\r\n" + headers + REST + "\r\n");
            routed();
            assertClosed(peer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\n", "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n"})
    void serverAgrees_byItsVersionOrByItsWord(String head) throws Exception {
        ask();
        try (Socket peer = accept()) {
            request(peer);
            say(peer, head + "Content-Length: 0\r\n" + REST + "\r\n");
            routed();
            ask();
            assertFalse(request(peer).isEmpty());
        }
    }

    @Test
    void oldServer_thatDoesNotSayMore_isLeft() throws Exception {
        ask();
        try (Socket peer = accept()) {
            request(peer);
            say(peer, "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n" + REST + "\r\n");
            routed();
            assertClosed(peer);
        }
    }

    @Test
    void bytesBehindTheBody_endTheConnection() throws Exception {
        ask();
        try (Socket peer = accept()) {
            request(peer);
            say(peer, KEPT + "body" + KEPT);
            routed();
            assertClosed(peer);
        }
    }

    @Test
    void bytesThatNobodyAskedFor_endTheConnection() throws Exception {
        ask();
        try (Socket peer = accept()) {
            request(peer);
            say(peer, KEPT + "body");
            routed();
            say(peer, KEPT);
            assertClosed(peer);
        }
    }

    @Test
    void connection_isFreeWhenTheBodyHasCome() throws Exception {
        ask();
        try (Socket slow = accept()) {
            request(slow);
            say(slow, KEPT + "bo");
            routed();
            ask();
            try (Socket other = accept()) {
                request(other);
                say(slow, "dy");
                settle();
                say(other, "HTTP/1.0 200 OK\r\n" + REST + "\r\n");
                routed();
                assertClosed(other);
            }
            ask();
            assertFalse(request(slow).isEmpty());
            say(slow, KEPT + "body");
            routed();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void connection_thatHasDied_isReplaced(boolean reset) throws Exception {
        ask();
        Socket peer = accept();
        request(peer);
        say(peer, KEPT + "body");
        routed();
        ask();
        request(peer);
        if (reset) {
            peer.setSoLinger(true, 0);
        }
        peer.close();
        try (Socket next = accept()) {
            assertFalse(request(next).isEmpty());
            say(next, KEPT + "body");
            routed();
        }
        assertEquals(List.of(), client.lines);
    }

    @Test
    void newConnection_thatDies_isAFailure() throws Exception {
        ask();
        Socket peer = accept();
        request(peer);
        peer.close();
        assertInstanceOf(Verdict.Failed.class, verdicts.poll(20, TimeUnit.SECONDS));
        assertTrue(nobodyElseConnects());
    }

    @Test
    void keptConnection_thatDiesInsideItsReply_isAFailure() throws Exception {
        ask();
        Socket peer = accept();
        request(peer);
        say(peer, KEPT + "body");
        routed();
        ask();
        request(peer);
        say(peer, "HTTP/1.1 200 OK\r\nAuth-St");
        peer.close();
        assertInstanceOf(Verdict.Failed.class, verdicts.poll(20, TimeUnit.SECONDS));
        assertTrue(nobodyElseConnects());
    }

    @Test
    void noMoreThanSoMany_areKept() throws Exception {
        most = 1;
        ask();
        ask();
        try (Socket first = accept();
                Socket second = accept()) {
            request(first);
            request(second);
            say(first, KEPT + "body");
            routed();
            say(second, KEPT + "body");
            routed();
            assertClosed(first);
            ask();
            assertFalse(request(second).isEmpty());
        }
    }

    @Test
    void generationsEnd_closesThoseThatWait_andThoseThatWould() throws Exception {
        ask();
        ask();
        try (Socket waits = accept();
                Socket busy = accept()) {
            request(waits);
            request(busy);
            say(waits, KEPT + "body");
            routed();
            kept.close();
            assertClosed(waits);
            say(busy, KEPT + "body");
            routed();
            assertClosed(busy);
        }
    }

    @Test
    void questionTakenBack_takesItsConnectionAlong() throws Exception {
        ask();
        try (Socket peer = accept()) {
            request(peer);
            say(peer, KEPT + "body");
            routed();
            Runnable takeBack = ask();
            request(peer);
            loop.submit(takeBack).get(10, TimeUnit.SECONDS);
            assertClosed(peer);
            assertNull(verdicts.poll());
            assertNotNull(ask());
            accept().close();
        }
    }
}

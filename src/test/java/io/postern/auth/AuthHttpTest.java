package io.postern.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.postern.directive.Endpoint;
import io.postern.directive.IpText;
import io.postern.net.Transport;
import io.postern.session.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole exchanges with a scripted auth server on loopback. */
class AuthHttpTest {
    private static final String OK =
            "HTTP/1.0 200 OK\r\nAuth-Status: OK\r\nAuth-Server: 127.0.0.1\r\nAuth-Port: 25\r\n\r\n";
    /** Apart enough to be told of one after the other, in milliseconds. */
    private static final int MOMENT = 200;

    private static final Transport TRANSPORT = Transport.of("");
    private static final IoEventLoopGroup LOOPS = TRANSPORT.loops(1, new DefaultThreadFactory("auth-test", true));
    private static final EventLoop LOOP = LOOPS.next();

    private final LinkedBlockingQueue<Verdict> verdicts = new LinkedBlockingQueue<>();
    private final TestClient client = new TestClient("imap", LOOP);
    private final ServerSocketChannel server;
    private long timeout = 20_000;

    AuthHttpTest() throws IOException {
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterAll
    static void stopLoop() {
        LOOPS.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    static List<ReplyCase> cases() {
        return AuthReplyTest.cases();
    }

    private Runnable ask(SocketAddress address, String name) throws Exception {
        AuthHttp http = new AuthHttp(
                new AuthHttpSettings(new Endpoint(address, name), "localhost", "/", timeout, "", false, 0),
                TRANSPORT,
                new KeptConnections());
        return LOOP.submit(() -> http.ask(client, verdicts::add)).get(10, TimeUnit.SECONDS);
    }

    private Runnable ask() throws Exception {
        return ask(server.getLocalAddress(), "127.0.0.1:80");
    }

    private Verdict verdict() throws InterruptedException {
        Verdict verdict = verdicts.poll(20, TimeUnit.SECONDS);
        assertTrue(verdict != null, "no verdict");
        return verdict;
    }

    private static String request(SocketChannel peer) throws IOException {
        StringBuilder request = new StringBuilder();
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        while (!request.toString().endsWith("\r\n\r\n")) {
            if (peer.read(buffer.clear()) < 0) {
                break;
            }
            request.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
        }
        return request.toString();
    }

    private static void send(SocketChannel peer, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            peer.write(buffer);
        }
    }

    private static void send(SocketChannel peer, String text) throws IOException {
        send(peer, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void question_isAskedAndAnswered() throws Exception {
        ask();
        try (SocketChannel peer = server.accept()) {
            assertEquals("""
                    GET / HTTP/1.0\r
                    Host: localhost\r
                    Auth-Method: plain\r
                    Auth-User: user\r
                    Auth-Pass: pass\r
                    Auth-Protocol: imap\r
                    Auth-Login-Attempt: 1\r
                    Client-IP: 192.0.2.1\r
                    \r
                    """, request(peer));
            send(peer, OK);
            Verdict.Route route = assertInstanceOf(Verdict.Route.class, verdict());
            assertEquals(new InetSocketAddress(IpText.address(new byte[] {127, 0, 0, 1}), 25), route.backend());
            assertEquals("127.0.0.1:25", route.name());
            assertEquals(-1, peer.read(ByteBuffer.allocate(1)), "we close");
        }
        assertEquals(List.of("in http auth state"), client.actions);
        assertEquals(List.of(), client.lines);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void reply_thenClosed_meansWhatItMeansToNginx(ReplyCase c) throws Exception {
        ask();
        try (SocketChannel peer = server.accept()) {
            request(peer);
            send(peer, c.reply());
            if (c.imap().equals("More")) {
                // with these bytes the end would not be met
                Thread.sleep(MOMENT);
            }
        }
        Verdict verdict = verdict();
        if (c.imap().equals("More")) {
            assertEquals(new Verdict.Failed(), verdict);
            assertEquals(List.of(), client.lines);
        } else {
            assertEquals(c.imap(), ReplyCase.words(verdict, client));
        }
    }

    @Test
    void reply_byteByByte_isRead() throws Exception {
        ask();
        try (SocketChannel peer = server.accept()) {
            request(peer);
            for (byte b : OK.getBytes(StandardCharsets.ISO_8859_1)) {
                send(peer, new byte[] {b});
                LOOP.submit(() -> {}).get(10, TimeUnit.SECONDS);
            }
            assertInstanceOf(Verdict.Route.class, verdict());
        }
    }

    @Test
    void header_tooLong_failsSilently() throws Exception {
        ask();
        try (SocketChannel peer = server.accept()) {
            request(peer);
            send(peer, "HTTP/1.0 200 OK\r\nX-Pad: " + "p".repeat(3000) + "\r\n\r\n");
            Thread.sleep(MOMENT);
        }
        assertEquals(new Verdict.Failed(), verdict());
        assertEquals(List.of(), client.lines);
    }

    @Test
    void refusedConnection_isAFailureAndLogged() throws Exception {
        SocketAddress nobody = server.getLocalAddress();
        server.close();
        ask(nobody, "127.0.0.1:80");
        assertEquals(new Verdict.Failed(), verdict());
        assertEquals(List.of("ERROR recv() failed (111)"), client.lines);
    }

    @Test
    void resetConnection_isAFailureAndLogged() throws Exception {
        ask();
        try (SocketChannel peer = server.accept()) {
            request(peer);
            peer.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
        assertEquals(new Verdict.Failed(), verdict());
        assertEquals(List.of("ERROR recv() failed (104)"), client.lines);
    }

    @Test
    void silentServer_timesOut() throws Exception {
        timeout = 50;
        ask();
        try (SocketChannel peer = server.accept()) {
            request(peer);
            assertEquals(new Verdict.Failed(), verdict());
            assertEquals(-1, peer.read(ByteBuffer.allocate(1)), "we close");
        }
        assertEquals(List.of("ERROR auth http server 127.0.0.1:80 timed out (110)"), client.lines);
    }

    @Test
    void slowServer_timesOut_thoughItSendsSomething() throws Exception {
        timeout = 200;
        ask();
        try (SocketChannel peer = server.accept()) {
            request(peer);
            CompletableFuture<Void> drip = CompletableFuture.runAsync(() -> {
                try {
                    send(peer, "HTTP/1.0 200 OK\r\n");
                    for (int i = 0; i < 400; i++) {
                        send(peer, "X: y\n".substring(i % 5, i % 5 + 1));
                        Thread.sleep(10);
                    }
                } catch (IOException | InterruptedException e) {
                    // our side has closed
                }
            });
            assertEquals(new Verdict.Failed(), verdict());
            drip.cancel(true);
        }
        assertEquals(List.of("ERROR auth http server 127.0.0.1:80 timed out (110)"), client.lines);
    }

    @Test
    void unixSocket_isConnectedTo(@TempDir Path dir) throws Exception {
        UnixDomainSocketAddress path = UnixDomainSocketAddress.of(dir.resolve("auth"));
        try (ServerSocketChannel unix =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(path)) {
            ask(path, "unix:auth");
            try (SocketChannel peer = unix.accept()) {
                assertTrue(request(peer).startsWith("GET / HTTP/1.0\r\n"));
                send(peer, OK);
                assertInstanceOf(Verdict.Route.class, verdict());
            }
        }
    }

    @Test
    void unixSocket_missing_isAFailureAndLogged(@TempDir Path dir) throws Exception {
        ask(UnixDomainSocketAddress.of(dir.resolve("auth")), "unix:/run/auth");
        assertEquals(new Verdict.Failed(), verdict());
        assertEquals(List.of("CRIT connect() to unix:/run/auth failed (2)"), client.lines);
    }

    @Test
    void questionTakenBack_isNotAnswered() throws Exception {
        Runnable takeBack = ask();
        try (SocketChannel peer = server.accept()) {
            request(peer);
            LOOP.submit(takeBack).get(10, TimeUnit.SECONDS);
            assertEquals(-1, peer.read(ByteBuffer.allocate(1)), "we close");
            assertNull(verdicts.poll(50, TimeUnit.MILLISECONDS));
        }
    }
}

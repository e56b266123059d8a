package io.postern.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.side.Ports;
import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sessions through a whole proxy, over loopback sockets, on both transports. */
class ProxyTest {
    private static int port() {
        return Ports.free();
    }

    @ParameterizedTest
    @MethodSource("io.postern.net.Transports#here")
    void imapLogin_isCarriedToTheBackend(String use) throws Exception {
        int port = port();
        try (ServerSocket server = ScriptedEnd.backend();
                Stand stand = new Stand(use).routingTo(server.getLocalPort()).serve(Stand.imap(), port);
                ScriptedEnd client = ScriptedEnd.connect(port)) {
            assertEquals("* OK IMAP4 ready\r\n", client.line());
            client.say("a1 LOGIN user secret\r\na2 SELECT INBOX\r\n");
            try (ScriptedEnd backend = ScriptedEnd.accept(server)) {
                backend.say("* OK there\r\n");
                assertEquals("a1 LOGIN {4}\r\n", backend.line());
                backend.say("+ go\r\n");
                assertEquals("user {6}\r\n", backend.line());
                backend.say("+ go\r\n");
                assertEquals("secret\r\n", backend.line());
                backend.say("a1 OK in\r\n");
                assertEquals("a1 OK in\r\n", client.line());
                assertEquals("a2 SELECT INBOX\r\n", backend.line());
                backend.say("a2 OK selected\r\n");
                assertEquals("a2 OK selected\r\n", client.line());
                client.finish();
                assertEquals("", backend.rest());
                assertEquals("", client.rest());
            }
            assertTrue(stand.log.has("proxied session done"));
            int back = server.getLocalPort();
            String behind =
                    ", client: 127.0.0.1, server: 127.0.0.1:" + port + ", login: \"user\", upstream: 127.0.0.1:" + back;
            assertEquals(
                    "[info] client 127.0.0.1:" + client.socket().getLocalPort() + " connected to 127.0.0.1:" + port,
                    stand.log.all().get(0));
            assertEquals("[info] client logged in" + behind, stand.log.all().get(1));
            assertEquals("[info] proxied session done" + behind, stand.log.all().get(2));
        }
    }

    @Test
    void refusedBackend_isAnInternalError() throws Exception {
        int port = port();
        int closed;
        try (ServerSocket server = ScriptedEnd.backend()) {
            closed = server.getLocalPort();
        }
        try (Stand stand = new Stand("").routingTo(closed).serve(Stand.imap(), port);
                ScriptedEnd client = ScriptedEnd.connect(port)) {
            client.line();
            client.say("a1 LOGIN user secret\r\n");
            assertEquals("* BAD internal server error\r\n", client.rest());
            assertEquals(2, stand.log.all().size(), stand.log.all()::toString);
            assertTrue(stand.log.all().get(1).contains("(111: Connection refused)"), stand.log.all()::toString);
        }
    }

    @ParameterizedTest
    @MethodSource("io.postern.net.Transports#here")
    void bulkBothWays_arrivesWhole(String use) throws Exception {
        int port = port();
        try (ServerSocket server = ScriptedEnd.backend();
                Stand stand = new Stand(use).routingTo(server.getLocalPort()).serve(Stand.pop3(), port);
                ScriptedEnd client = ScriptedEnd.connect(port)) {
            client.line();
            client.say("USER u\r\n");
            assertEquals("+OK\r\n", client.line());
            client.say("PASS p\r\n");
            try (ScriptedEnd backend = ScriptedEnd.accept(server)) {
                backend.say("+OK\r\n");
                assertEquals("USER u\r\n", backend.line());
                backend.say("+OK\r\n");
                assertEquals("PASS p\r\n", backend.line());
                backend.say("+OK\r\n");
                assertEquals("+OK\r\n", client.line());
                String bulk = "0123456789abcdef".repeat(1 << 18);
                assertEquals(bulk, moved(backend, client, bulk));
                assertEquals(bulk, moved(client, backend, bulk));
                backend.say("bye\r\n").finish();
                assertEquals("bye\r\n", client.rest());
            }
            assertTrue(stand.log.has("proxied session done"));
        }
    }

    /** nginx takes a line that the kernel does not take at once for an error. */
    @Test
    void lineThatTheBackendDoesNotTakeAtOnce_isAnInternalError() throws Exception {
        int port = port();
        int size = 24 << 20;
        try (ServerSocket server = ScriptedEnd.backend();
                Stand stand = new Stand("").routingTo(server.getLocalPort()).serve(Stand.imap(size), port);
                ScriptedEnd client = ScriptedEnd.connect(port)) {
            client.line();
            int length = size - 100;
            client.say("a1 LOGIN {" + length + "+}\r\n" + "x".repeat(length) + " p\r\n");
            try (ScriptedEnd backend = ScriptedEnd.accept(server)) {
                backend.say("* OK there\r\n");
                assertEquals("a1 LOGIN {" + length + "}\r\n", backend.line());
                backend.say("+ go\r\n");
                assertEquals("* BAD internal server error\r\n", client.rest());
            }
            assertEquals(1, stand.log.all().size(), "connected, and nothing else");
        }
    }

    private static String moved(ScriptedEnd from, ScriptedEnd to, String bulk) throws Exception {
        Thread sender = new Thread(() -> {
            try {
                from.say(bulk);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        sender.start();
        String heard = to.hear(bulk.length());
        sender.join();
        return heard;
    }
}

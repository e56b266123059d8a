package io.postern.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoop;
import io.postern.http.model.Proxying;
import io.postern.http.proxy.Names;
import io.postern.side.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a name server says too late, or wrongly, does nothing to a request that is gone, and ends no more than the one that asked. */
class LateNamesTest {
    private record Question(Proxying.Resolver resolver, EventLoop loop, Consumer<Names.Found> then) {
        void answer(Names.Found found) throws Exception {
            loop.submit(() -> then.accept(found)).get(30, TimeUnit.SECONDS);
        }
    }

    /** What nobody expects of a list. */
    private static final class Unreadable extends AbstractList<InetAddress> {
        @Override
        public InetAddress get(int index) {
            throw new IllegalStateException("no address");
        }

        @Override
        public int size() {
            return 1;
        }
    }

    private final LinkedBlockingQueue<Question> asked = new LinkedBlockingQueue<>();
    private final int port = Ports.free();

    @TempDir
    Path folder;

    private HttpStand stand(int upstream) throws Exception {
        return HttpStand.start(
                folder,
                "events {} mail { auth_http 127.0.0.1:" + port + "; server { listen 127.0.0.1:1; protocol imap; } }"
                        + " http { access_log logs/access.log; server { listen 127.0.0.1:" + port
                        + "; resolver 127.0.0.1; resolver_timeout 1500ms; location / { proxy_pass http://$arg_to:"
                        + upstream + "; }"
                        + " location = /text { return 200 ok; } } }",
                (host, resolver, loop, then) -> asked.add(new Question(resolver, loop, then)));
    }

    private Question question() throws InterruptedException {
        Question question = asked.poll(30, TimeUnit.SECONDS);
        assertTrue(question != null, "nobody was asked");
        return question;
    }

    private Socket ask(String path) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("logs/error.log"));
    }

    @Test
    void answerToAClientThatHasGone_asksNoUpstream() throws Exception {
        try (ServerSocket upstream = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                HttpStand stand = stand(upstream.getLocalPort())) {
            Socket client = ask("/x?to=host");
            Question question = question();
            client.close();
            while (!log().contains("client prematurely closed connection")) {
                Thread.sleep(10);
            }
            question.answer(new Names.Found(List.of(InetAddress.getLoopbackAddress()), ""));
            upstream.setSoTimeout(300);
            String came;
            try (Socket unwanted = upstream.accept()) {
                came = "asked by " + unwanted;
            } catch (SocketTimeoutException nobody) {
                came = "";
            }
            assertEquals("", came);
            assertEquals(
                    1, Files.readAllLines(folder.resolve("logs/access.log")).size());
            assertTrue(stand != null && !log().contains("[alert]"), log());
        }
    }

    @Test
    void answerThatNobodyCanUse_endsOneRequestOnly() throws Exception {
        try (HttpStand stand = stand(1);
                Socket client = ask("/x?to=host")) {
            Question question = question();
            assertEquals(new Proxying.Resolver(List.of("127.0.0.1"), 1500), question.resolver());
            question.answer(new Names.Found(new Unreadable(), ""));
            assertEquals(0, client.getInputStream().readAllBytes().length);
            assertTrue(log().contains("[alert]"), log());
            try (Socket next = ask("/text")) {
                assertTrue(
                        new String(next.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1).endsWith("ok"));
            }
            assertTrue(stand != null);
        }
    }
}

package io.postern.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.side.Ports;
import io.postern.side.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that need longer than a limit for the whole, and less for each piece: they are served to the end, as by nginx. */
class SlowClientsIT {
    private static final int SIZE = 200_000;

    @Test
    void limitsAreOnEachPiece(@TempDir Path folder) throws Exception {
        Program nginx = SideBySide.nginx();
        Path theirs = Files.createDirectory(folder.resolve("n"));
        Path ours = Files.createDirectory(folder.resolve("p"));
        CompletableFuture<String> reference = inBackground(() -> play(nginx, theirs));
        String played = play(Program.postern(), ours);
        assertEquals(reference.join(), played);
    }

    private static CompletableFuture<String> inBackground(Callable<String> what) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return what.call();
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
    }

    private static String play(Program program, Path folder) throws Exception {
        int port = Ports.free();
        int mail = Ports.free();
        try (ServerSocket upstream = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String text = """
                    %s
                    daemon off;
                    pid logs/nginx.pid;
                    error_log logs/error.log info;
                    events {}
                    mail { server { listen 127.0.0.1:%d; protocol imap; auth_http 127.0.0.1:%d/; } }
                    http {
                        access_log off;
                        client_body_timeout 2s;
                        send_timeout 2s;
                        server {
                            listen 127.0.0.1:%d sndbuf=8k;
                            location / { proxy_pass http://127.0.0.1:%d; }
                        }
                    }
                    """.formatted(user(), mail, port, port, upstream.getLocalPort());
            try (Program.Running running = program.start(folder, text, List.of(port, mail))) {
                assertEquals(folder, running.folder());
                CompletableFuture<String> question = inBackground(() -> answerOne(upstream));
                return slowReader(port) + question.join() + inTurn(upstream, port);
            }
        }
    }

    private static String user() {
        return System.getProperty("user.name").equals("root") ? "user root;" : "";
    }

    private static String inTurn(ServerSocket upstream, int port) throws Exception {
        CompletableFuture<String> question = inBackground(() -> answerOne(upstream));
        return slowWriter(port) + question.join();
    }

    /** Takes one request, with the body that it announces, and answers it; returns its body. */
    private static String answerOne(ServerSocket upstream) throws IOException {
        try (Socket socket = upstream.accept()) {
            socket.setSoTimeout(30_000);
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int c = in.read();
                if (c < 0) {
                    return "<no request>";
                }
                head.write(c);
            }
            boolean posted = head.toString(StandardCharsets.ISO_8859_1).startsWith("POST");
            String body = new String(in.readNBytes(posted ? 10 : 0), StandardCharsets.ISO_8859_1);
            OutputStream out = socket.getOutputStream();
            out.write(
                    ("HTTP/1.0 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.write(new byte[SIZE]);
            return "<body " + body + ">";
        }
    }

    /** Its own buffer takes little, so that what it has not read waits in the server. */
    private static String slowReader(int port) throws Exception {
        try (Socket socket = connect(port)) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            byte[] piece = new byte[8192];
            long zeros = 0;
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                for (int i = 0; i < n; i++) {
                    zeros += piece[i] == 0 ? 1 : 0;
                }
                Thread.sleep(200);
            }
            return "<read " + zeros + ">";
        }
    }

    private static String slowWriter(int port) throws Exception {
        try (Socket socket = connect(port)) {
            OutputStream out = socket.getOutputStream();
            out.write("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 10\r\n\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1));
            for (char c = '0'; c <= '9'; c++) {
                Thread.sleep(250);
                out.write(c);
            }
            byte[] all = socket.getInputStream().readAllBytes();
            return "<" + new String(all, 0, 15, StandardCharsets.ISO_8859_1) + ">";
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16_384);
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }
}

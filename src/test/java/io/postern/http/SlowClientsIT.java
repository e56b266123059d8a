package io.postern.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.side.Ports;
import io.postern.side.Program;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take longer than a limit for the whole, and less for each piece, and clients that stop. */
class SlowClientsIT {
    /** Each was served to its end, and the one whose reply had to wait was sent away when its connection had been idle. */
    private static final String ALL = """
            reads slowly: 100000 zeros, closed
            writes slowly: HTTP/1.1 200 OK, 0123456789, closed
            reads late, then is idle: 100000 zeros, closed
            reads late, has sent two: 200000 zeros, closed
            """;

    @TempDir
    Path folder;

    @Test
    void postern() throws Exception {
        assertEquals(ALL, play(Program.postern()));
    }

    @Test
    void nginx() throws Exception {
        Program nginx = Program.nginx().orElse(null);
        Assumptions.assumeTrue(nginx != null, "no nginx with mail on the PATH or in POSTERN_NGINX");
        assertEquals(ALL, play(nginx));
    }

    private String play(Program program) throws Exception {
        int port = Ports.free();
        int mail = Ports.free();
        try (Backend upstream = new Backend(Ports.free())) {
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
                        keepalive_timeout 2s;
                        server {
                            listen 127.0.0.1:%d sndbuf=8k;
                            location / { proxy_pass http://127.0.0.1:%d; }
                        }
                    }
                    """.formatted(
                            System.getProperty("user.name").equals("root") ? "user root;" : "",
                            mail,
                            port,
                            port,
                            upstream.port());
            String get = "GET /long HTTP/1.1\r\nHost: a\r\n\r\n";
            try (Program.Running running = program.start(folder, text, List.of(port, mail))) {
                assertEquals(folder, running.folder());
                List<CompletableFuture<String>> talks = List.of(
                        inBackground(() -> "reads slowly: " + read(port, get, 0, 200)),
                        inBackground(() -> "writes slowly: " + write(port)),
                        inBackground(() -> "reads late, then is idle: " + read(port, get, 1000, 0)),
                        inBackground(() -> "reads late, has sent two: " + read(port, get + get, 1000, 0)));
                StringBuilder all = new StringBuilder();
                for (CompletableFuture<String> talk : talks) {
                    all.append(talk.join()).append('\n');
                }
                return all.toString();
            }
        }
    }

    private interface Talk {
        String play() throws Exception;
    }

    private static CompletableFuture<String> inBackground(Talk talk) {
        CompletableFuture<String> said = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        said.complete(talk.play());
                    } catch (Exception e) {
                        said.completeExceptionally(new CompletionException(e));
                    }
                },
                "talk");
        thread.setDaemon(true);
        thread.start();
        return said;
    }

    /** Its own buffer takes little, so that what it has not read waits in the server. Milliseconds before and between reads. */
    private static String read(int port, String request, long late, long pause) throws Exception {
        try (Socket socket = connect(port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            Thread.sleep(late);
            InputStream in = socket.getInputStream();
            byte[] piece = new byte[8192];
            int zeros = 0;
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                for (int i = 0; i < n; i++) {
                    zeros += piece[i] == 0 ? 1 : 0;
                }
                Thread.sleep(pause);
            }
            return zeros + " zeros, closed";
        }
    }

    private static String write(int port) throws Exception {
        try (Socket socket = connect(port)) {
            socket.getOutputStream()
                    .write("POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 10\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
            for (char c = '0'; c <= '9'; c++) {
                Thread.sleep(250);
                socket.getOutputStream().write(c);
            }
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return all.substring(0, 15) + ", " + all.substring(all.length() - 10) + ", closed";
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

package io.postern.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ServerSocketFactory;

/** An HTTP server that shows what it was sent; paths ask for odd replies. */
final class Backend implements AutoCloseable {
    private final ServerSocket server;
    private final int port;

    Backend(int port) throws IOException {
        this(port, ServerSocketFactory.getDefault());
    }

    /** The same in TLS, for one. */
    Backend(int port, ServerSocketFactory sockets) throws IOException {
        this.port = port;
        server = sockets.createServerSocket(port, 50, InetAddress.getLoopbackAddress());
        Thread t = new Thread(this::serve, "backend");
        t.setDaemon(true);
        t.start();
    }

    int port() {
        return port;
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket s = server.accept();
                Thread t = new Thread(() -> answer(s), "backend-connection");
                t.setDaemon(true);
                t.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void answer(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            StringBuilder head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                int b = in.read();
                if (b < 0) {
                    return;
                }
                head.append((char) b);
            }
            int at = head.toString().toLowerCase(java.util.Locale.ROOT).indexOf("\r\ncontent-length: ");
            int length = at < 0 ? 0 : Integer.parseInt(head.substring(at + 18, head.indexOf("\r\n", at + 2)));
            head.append(new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
            String reply = reply(head.toString());
            socket.getOutputStream().write(reply.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        } catch (IOException gone) {
            // the proxy has had enough
        }
    }

    private String reply(String request) {
        String path = request.substring(request.indexOf(' ') + 1, request.indexOf(' ', request.indexOf(' ') + 1));
        String end = "Connection: close\r\n\r\n";
        if (path.contains("chunked")) {
            return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Odd: 1\r\n" + end
                    + "5\r\nhello\r\n3;x=y\r\nyou\r\n0\r\nTrailer: t\r\n\r\n";
        }
        if (path.contains("untilclose")) {
            return "HTTP/1.0 200 Fine\r\nContent-Type: text/x\r\n\r\nuntil the end";
        }
        if (path.contains("redirect")) {
            return "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:" + port + "/app/there?x\r\nContent-Length: 0\r\n"
                    + end;
        }
        if (path.contains("relative")) {
            return "HTTP/1.1 301 Moved\r\nLocation: /somewhere\r\nContent-Length: 0\r\n" + end;
        }
        if (path.contains("cut")) {
            return "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n" + end + "short";
        }
        if (path.contains("odd")) {
            return "HTTP/1.1 299 Quite Odd\r\nServer: other\r\nDate: yesterday\r\nX-Pad: 1\r\nX-Hide: 1\r\n"
                    + "Set-Cookie: a=b; path=/\r\nSet-Cookie: c=d\r\nContent-Length: 2\r\n" + end + "ok";
        }
        if (path.contains("status404")) {
            return "HTTP/1.1 404 Nope\r\nContent-Length: 4\r\n" + end + "gone";
        }
        if (path.contains("status500")) {
            return "HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n" + end + "oops";
        }
        if (path.contains("nothing")) {
            return "";
        }
        if (path.contains("accel")) {
            return "HTTP/1.1 200 OK\r\nX-Accel-Redirect: /text?from=accel\r\nX-Kept: 1\r\nContent-Length: 0\r\n" + end;
        }
        if (path.contains("tofile")) {
            return "HTTP/1.1 200 OK\r\nX-Accel-Redirect: /files/%69ndex.html?a\r\nContent-Type: text/own\r\nSet-Cookie: a=b\r\n"
                    + "X-Lost: 1\r\nContent-Length: 0\r\n" + end;
        }
        if (path.contains("unsafe")) {
            return "HTTP/1.1 200 OK\r\nX-Accel-Redirect: /files/%2e%2e/x\r\nContent-Length: 0\r\n" + end;
        }
        if (path.contains("long")) {
            return "HTTP/1.0 200 OK\r\nContent-Length: 100000\r\n\r\n" + "\0".repeat(100_000);
        }
        if (path.contains("kept")) {
            return "HTTP/1.1 200 OK\r\nTrailer: x\r\nUpgrade: y\r\nProxy-Connection: z\r\nLast-Modified: never\r\n"
                    + "Content-Length: 2\r\n" + end + "ok";
        }
        if (path.contains("mailauth")) {
            return "HTTP/1.0 200 OK\r\nAuth-Status: OK\r\nAuth-Server: 127.0.0.1\r\nAuth-Port: 143\r\n\r\n";
        }
        String echo = request.replace("\r\n", "|");
        return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + echo.length() + "\r\n" + end
                + (request.startsWith("HEAD") ? "" : echo);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

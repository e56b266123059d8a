package io.postern.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Who is behind a mail suite's proxy: an application that knows only joe, and mail servers that let everybody in. */
final class SuitePeers implements AutoCloseable {
    private final Map<String, ServerSocket> servers = new LinkedHashMap<>();
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();

    SuitePeers() throws IOException {
        for (String name : new String[] {"APP", "BACKIMAP", "BACKPOP", "BACKSMTP"}) {
            ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            servers.put(name, server);
            start(() -> serve(name, server));
        }
    }

    Map<String, Integer> ports() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        servers.forEach((name, server) -> ports.put(name, server.getLocalPort()));
        return ports;
    }

    /** What all were told since this was last asked, each after its name. */
    String heard() {
        StringBuilder all = new StringBuilder();
        for (String one = heard.poll(); one != null; one = heard.poll()) {
            all.append(one);
        }
        return all.toString();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "suite-peer");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(String name, ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                start(() -> answer(name, socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void answer(String name, Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            if (name.equals("APP")) {
                say(socket, verdict(in));
            } else {
                mail(name, socket, in);
            }
        } catch (IOException gone) {
            // the proxy has had enough
        }
    }

    private String verdict(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = line(in); line.length() > 2; line = line(in)) {
            head.append(line);
        }
        heard.add("APP " + head);
        String protocol = header(head, "Auth-Protocol");
        String port = String.valueOf(
                ports().get("BACK" + (protocol.equals("pop3") ? "POP" : protocol.toUpperCase(Locale.ROOT))));
        boolean known = header(head, "Auth-User").startsWith("joe")
                || header(head, "Auth-Method").equals("none");
        String said = known
                ? "Auth-Status: OK\r\nAuth-Server: 127.0.0.1\r\nAuth-Port: " + port
                : "Auth-Status: Authentication credentials invalid\r\nAuth-Error-Code: 535 5.7.8\r\nAuth-Wait: 0";
        return "HTTP/1.1 200 OK\r\nServer: app\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 0\r\n"
                + said + "\r\nConnection: close\r\n\r\n";
    }

    private static String header(CharSequence head, String name) {
        for (String line : head.toString().split("\r\n", -1)) {
            if (line.startsWith(name + ": ")) {
                return line.substring(name.length() + 2);
            }
        }
        return "";
    }

    private void mail(String name, Socket socket, InputStream in) throws IOException {
        say(
                socket,
                name.equals("BACKIMAP")
                        ? "* OK ready\r\n"
                        : name.equals("BACKPOP") ? "+OK ready\r\n" : "220 ready\r\n");
        String tag = "";
        boolean text = false;
        int literals = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            heard.add(name + ' ' + line);
            boolean last = line.matches("(\\w )?(QUIT|LOGOUT)\r\n");
            if (name.equals("BACKIMAP")) {
                boolean literal = line.endsWith("}\r\n");
                tag = literals == 0 ? line.split(" ", 2)[0] : tag;
                literals = literal ? literals + 1 : 0;
                say(socket, literal ? "+ go\r\n" : tag + " OK done\r\n");
            } else if (name.equals("BACKPOP")) {
                say(socket, "+OK\r\n");
            } else if (!text || line.equals(".\r\n")) {
                text = !text && line.equals("DATA\r\n");
                String code = line.startsWith("XCLIENT") ? "220" : text ? "354" : "250";
                say(socket, line.startsWith("EHLO") ? "250-me\r\n250 XCLIENT NAME LOGIN\r\n" : code + " ok\r\n");
            }
            if (last) {
                return;
            }
        }
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A line with its end; what came of it when the connection ends. */
    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
            line.append((char) b);
            if (b == '\n') {
                break;
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket server : servers.values()) {
            server.close();
        }
    }
}

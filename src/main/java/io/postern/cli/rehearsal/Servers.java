package io.postern.cli.rehearsal;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** What stands behind the proxy: an auth server that lets everybody in, and a back end for each protocol. */
final class Servers implements Closeable {
    private final List<String> protocols;
    private final List<ServerSocket> open = new ArrayList<>();
    private final int[] backends;
    private final int auth;

    Servers(List<String> protocols) throws IOException {
        this.protocols = protocols;
        backends = new int[protocols.size()];
        for (int i = 0; i < backends.length; i++) {
            String protocol = protocols.get(i);
            backends[i] = serve(lines -> letIn(protocol, lines));
        }
        auth = serve(this::answer);
    }

    /** The auth server's port. */
    int auth() {
        return auth;
    }

    /** The port of a protocol's back end. */
    int backend(String protocol) {
        return backends[protocols.indexOf(protocol)];
    }

    /** Some port that nobody listens on, for each of these. */
    static int[] free(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        int[] ports = new int[count];
        for (int i = 0; i < count; i++) {
            held.add(listen());
            ports[i] = held.get(i).getLocalPort();
        }
        for (ServerSocket server : held) {
            server.close();
        }
        return ports;
    }

    /** Sends everybody to the back end of his protocol. */
    private void answer(Lines lines) throws IOException {
        int port = 0;
        for (String line = lines.next(); line != null && !line.isEmpty(); line = lines.next()) {
            if (line.startsWith("Auth-Protocol: ")) {
                port = backend(line.substring("Auth-Protocol: ".length()));
            }
        }
        lines.say("HTTP/1.0 200 OK\r\nAuth-Status: OK\r\nAuth-Server: 127.0.0.1\r\nAuth-Port: " + port + "\r\n");
    }

    /** A back end: accepts every command, literals included. */
    private static void letIn(String protocol, Lines lines) throws IOException {
        boolean imap = protocol.equals("imap");
        String ok = protocol.equals("pop3") ? "+OK" : "250 ok";
        lines.say(imap ? "* OK ready" : protocol.equals("pop3") ? "+OK ready" : "220 ready");
        String tag = "";
        boolean literal = false;
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (imap && !literal) {
                tag = line.substring(0, Math.max(0, line.indexOf(' ')));
            }
            literal = imap && line.endsWith("}");
            lines.say(literal ? "+ go on" : imap ? tag + " OK done" : ok);
        }
    }

    /** What one connection of a server is for. */
    private interface Talk {
        void with(Lines lines) throws IOException;
    }

    /** Talks to one connection after the other; returns the port. */
    private int serve(Talk talk) throws IOException {
        ServerSocket server = listen();
        open.add(server);
        Thread thread = new Thread(() -> {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    talk.with(new Lines(socket));
                } catch (IOException e) {
                    // that one has gone, or the run is over
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return server.getLocalPort();
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket server : open) {
            server.close();
        }
    }
}

package io.postern.http;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client that keeps its connection. */
final class KeptClient implements AutoCloseable {
    private static final int PATIENCE = 60_000;
    private static final int MOMENT = 300;
    private static final int AT_ONCE = 10;

    private final Socket socket;
    private final BufferedReader in;
    private String body = "";

    KeptClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    void say(String path) throws IOException {
        write("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
    }

    void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    String ask(String path) throws IOException {
        say(path);
        return reply();
    }

    /** The status and what is said of the connection. */
    String reply() throws IOException {
        String status = in.readLine();
        if (status == null) {
            return "nothing";
        }
        String connection = "";
        int length = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            connection = line.startsWith("Connection: ") ? line.substring(12) : connection;
            length = line.startsWith("Content-Length: ") ? Integer.parseInt(line.substring(16)) : length;
        }
        char[] all = new char[length];
        int n = 0;
        while (n < length) {
            int more = in.read(all, n, length - n);
            if (more < 0) {
                throw new EOFException("a short body");
            }
            n += more;
        }
        body = new String(all);
        return status.substring(9, 12) + " " + connection;
    }

    /** The last reply's body. */
    String body() {
        return body;
    }

    /** The next line, whatever it belongs to. */
    String rest() throws IOException {
        String line = in.readLine();
        return line == null ? "ended" : line;
    }

    /** What has become of the connection by now. */
    String state() throws IOException {
        return state(MOMENT);
    }

    /** The same where the others have had a moment already. */
    String stateAtOnce() throws IOException {
        return state(AT_ONCE);
    }

    private String state(int moment) throws IOException {
        socket.setSoTimeout(moment);
        try {
            return rest();
        } catch (SocketTimeoutException open) {
            return "open";
        } catch (IOException broken) {
            return "reset";
        } finally {
            socket.setSoTimeout(PATIENCE);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

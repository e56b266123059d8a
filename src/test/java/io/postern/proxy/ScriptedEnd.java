package io.postern.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** One end of a conversation in a test: says lines, expects bytes. Everything has a time limit. */
final class ScriptedEnd implements AutoCloseable {
    private static final int LIMIT_MILLIS = 5000;

    private final Socket socket;
    private final InputStream in;

    ScriptedEnd(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    static ScriptedEnd connect(int port) throws IOException {
        return new ScriptedEnd(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** Accepts one connection, as a back end. */
    static ScriptedEnd accept(ServerSocket server) throws IOException {
        server.setSoTimeout(LIMIT_MILLIS);
        return new ScriptedEnd(server.accept());
    }

    static ServerSocket backend() throws IOException {
        return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    ScriptedEnd say(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Reads exactly as many bytes as this has, and gives them. */
    String hear(int count) throws IOException {
        return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    /** Reads one line with its end. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            line.append((char) c);
            if (c == '\n') {
                break;
            }
        }
        return line.toString();
    }

    /** Reads until the other side closes; a reset counts as that and shows as {@code <reset>}. */
    String rest() throws IOException {
        StringBuilder all = new StringBuilder();
        try {
            for (int c = in.read(); c >= 0; c = in.read()) {
                all.append((char) c);
            }
        } catch (SocketException e) {
            all.append("<reset>");
        }
        return all.toString();
    }

    ScriptedEnd finish() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    ScriptedEnd reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
        return this;
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package io.postern.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** An IMAP client of few words. */
final class MailClient implements AutoCloseable {
    private static final int PATIENCE = 60_000;

    private final Socket socket = new Socket();
    private final BufferedReader in;

    /** Connects and reads the greeting. */
    MailClient(int port) throws IOException {
        this(port, PATIENCE);
    }

    /** The same with less patience. */
    MailClient(int port, int patience) throws IOException {
        this("127.0.0.1", port, patience);
    }

    /** The same from that address. */
    MailClient(String from, int port) throws IOException {
        this(from, port, PATIENCE);
    }

    private MailClient(String from, int port, int patience) throws IOException {
        socket.setSoTimeout(patience);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        expect("* OK IMAP4 ready");
    }

    MailClient login() throws IOException {
        say("a LOGIN user secret");
        expect("a OK logged in");
        return this;
    }

    /** Asks something of the back end: whether the relay stands. */
    void noop() throws IOException {
        say("n NOOP");
        expect("n OK done");
    }

    void say(String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    void expect(String line) throws IOException {
        String got = in.readLine();
        if (!line.equals(got)) {
            throw new IOException("expected \"" + line + "\", got \"" + got + "\"");
        }
    }

    /** The next line. */
    String hear() throws IOException {
        return String.valueOf(in.readLine());
    }

    /** Whether the other side has closed. */
    boolean ended() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package io.postern.process;

import static io.postern.side.LineServer.say;

import io.postern.side.LineServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** An auth server that lets everybody in, and an IMAP server that takes any login and answers every line with OK. */
final class FakeMailServers implements AutoCloseable {
    private final ServerSocket auth = listen();
    private final ServerSocket imap = listen();
    /** How long the auth server thinks, in milliseconds. */
    volatile long thinking;

    private final AtomicInteger held = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);

    FakeMailServers() throws IOException {
        LineServer.serve(auth, this::authorize);
        LineServer.serve(imap, FakeMailServers::backend);
    }

    int authPort() {
        return auth.getLocalPort();
    }

    /** Lets nobody in who asks from now on, until {@link #release}. */
    void hold() {
        gate = new CountDownLatch(1);
    }

    void release() {
        gate.countDown();
    }

    /** How many are being held. */
    int held() {
        return held.get();
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    }

    private void authorize(BufferedReader in, OutputStream out) throws IOException {
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            // everybody may log in
        }
        Site.pause(thinking);
        held.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        held.decrementAndGet();
        say(
                out,
                "HTTP/1.0 200 OK\r\nAuth-Status: OK\r\nAuth-Server: 127.0.0.1\r\nAuth-Port: " + imap.getLocalPort()
                        + "\r\n\r\n");
    }

    private static void backend(BufferedReader in, OutputStream out) throws IOException {
        say(out, "* OK ready\r\n");
        String tag = first(in.readLine());
        say(out, "+ OK\r\n");
        in.readLine();
        say(out, "+ OK\r\n");
        in.readLine();
        say(out, tag + " OK logged in\r\n");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            say(out, first(line) + " OK done\r\n");
            if (line.endsWith("LOGOUT")) {
                return;
            }
        }
    }

    private static String first(String line) {
        return line.substring(0, Math.max(0, line.indexOf(' ')));
    }

    @Override
    public void close() throws IOException {
        auth.close();
        imap.close();
    }
}

package io.postern.side;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Serves each connection of a socket on a thread of its own, until the socket is closed. */
public final class LineServer {
    private LineServer() {}

    /** What is said on one connection. */
    public interface Talk {
        void run(BufferedReader in, OutputStream out) throws IOException;
    }

    private interface Work {
        void run() throws IOException;
    }

    public static void serve(ServerSocket server, Talk talk) {
        thread(() -> {
            while (true) {
                Socket socket = server.accept();
                thread(() -> {
                    try (socket) {
                        talk.run(reader(socket), socket.getOutputStream());
                    }
                });
            }
        });
    }

    public static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    public static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static void thread(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // the test is over, or the peer has gone
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}

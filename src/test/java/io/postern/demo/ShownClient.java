package io.postern.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** A client that shows what it says and hears: ours in cyan, the proxy's in green. */
final class ShownClient implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;
    private final PrintStream show;
    private final boolean colour;

    ShownClient(int port, PrintStream show, boolean colour) throws IOException {
        this.show = show;
        this.colour = colour;
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    /** Says these lines and shows them. */
    void say(String... lines) throws IOException {
        for (String line : lines) {
            print("36", "C: ", line);
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** Hears lines and shows them, up to the last one of a reply, which must be a good one. */
    void hear(Predicate<String> last, String good) throws IOException {
        String line;
        do {
            line = in.readLine();
            if (line == null) {
                throw new IOException("the proxy closed the connection");
            }
            print("32", "S: ", line);
        } while (!last.test(line));
        if (!line.startsWith(good)) {
            throw new IOException("expected \"" + good + "\", heard \"" + line + "\"");
        }
    }

    private void print(String paint, String who, String line) {
        show.println(colour ? "    \u001b[" + paint + "m" + who + line + "\u001b[0m" : "    " + who + line);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

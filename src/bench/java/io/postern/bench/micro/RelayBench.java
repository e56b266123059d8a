package io.postern.bench.micro;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.MICROSECONDS;

import io.postern.proxy.Stand;
import io.postern.side.Ports;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Bytes go through a session that has logged in; both ends are blocking sockets of this process. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(MICROSECONDS)
public class RelayBench {
    private static final int MESSAGE = 64 * 1024;
    private static final byte[] COMMAND = "NOOP\r\n".getBytes(US_ASCII);

    private final byte[] message = new byte[MESSAGE];
    private final byte[] heard = new byte[MESSAGE];
    private @Nullable Ends ends;

    @Setup
    public void login() throws IOException {
        ends = new Ends();
    }

    @TearDown
    public void close() throws IOException {
        ends().close();
    }

    private Ends ends() {
        if (ends == null) {
            throw new IllegalStateException("not set up");
        }
        return ends;
    }

    /** A command to the back end and an answer of the same length. */
    @Benchmark
    public void pingPong() throws IOException {
        pass(ends().client, ends().backend, COMMAND);
        pass(ends().backend, ends().client, COMMAND);
    }

    /** 64 KB to the client. */
    @Benchmark
    public void bulkDown() throws IOException {
        pass(ends().backend, ends().client, message);
    }

    /** 64 KB to the back end. */
    @Benchmark
    public void bulkUp() throws IOException {
        pass(ends().client, ends().backend, message);
    }

    /** Less than the sockets hold on their own, so that the sender never waits for the receiver. */
    private void pass(Socket from, Socket to, byte[] bytes) throws IOException {
        from.getOutputStream().write(bytes);
        InputStream in = to.getInputStream();
        for (int left = bytes.length; left > 0; ) {
            int n = in.read(heard, 0, left);
            if (n < 0) {
                throw new EOFException("the session has ended");
            }
            left -= n;
        }
    }

    /** The two ends of one session. */
    private static final class Ends implements AutoCloseable {
        final Stand stand;
        final Socket client;
        final Socket backend;

        Ends() throws IOException {
            int port = Ports.free();
            try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
                stand = new Stand("").routingTo(server.getLocalPort()).serve(Stand.pop3(), port);
                client = new Socket(InetAddress.getLoopbackAddress(), port);
                client.setTcpNoDelay(true);
                line(client);
                say(client, "USER joe");
                line(client);
                say(client, "PASS secret");
                backend = server.accept();
                backend.setTcpNoDelay(true);
                for (int i = 0; i < 2; i++) {
                    say(backend, "+OK");
                    line(backend);
                }
                say(backend, "+OK");
                line(client);
            }
        }

        private static void say(Socket to, String text) throws IOException {
            to.getOutputStream().write((text + "\r\n").getBytes(US_ASCII));
        }

        private static void line(Socket from) throws IOException {
            InputStream in = from.getInputStream();
            int c;
            do {
                c = in.read();
            } while (c >= 0 && c != '\n');
        }

        @Override
        public void close() throws IOException {
            client.close();
            backend.close();
            stand.close();
        }
    }
}

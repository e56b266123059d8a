package io.postern.side;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Free ports to listen on, below the range from which the kernel takes the near ends of connections. */
public final class Ports {
    private static final int LOWEST = 11_000;
    private static final int HIGHEST = 31_000;

    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST));

    private Ports() {}

    /** One that nobody listens on now and that this JVM has not been given before. */
    public static int free() {
        for (int i = 0; i < 1000; i++) {
            int port = NEXT.updateAndGet(last -> last < HIGHEST ? last + 1 : LOWEST);
            try (ServerSocket probe = new ServerSocket()) {
                probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (IOException e) {
                // Taken: try another one.
            }
        }
        throw new IllegalStateException("no free port between " + LOWEST + " and " + HIGHEST);
    }
}

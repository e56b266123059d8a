package io.postern.bench.driver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where one side listens on 127.0.0.1. Ports are taken from below the range that the kernel gives to outgoing connections: the
 * thousands of connections of a run would sooner or later sit on one of them.
 */
public record Ports(int imap, int pop3, int smtp, int imaps) {
    /** The last port that is given out. */
    public static final int LAST = 31_999;

    private static final AtomicInteger NEXT = new AtomicInteger(20_000);
    private static volatile int first = 20_000;

    /** Takes ports from here to {@link #LAST}. */
    public static void from(int port) {
        first = port;
        NEXT.set(port);
    }

    /** Four ports that nobody uses now. */
    public static Ports free() {
        return new Ports(one(), one(), one(), one());
    }

    /** A port that nobody uses now. */
    public static int one() {
        for (int tries = 0; tries < 10_000; tries++) {
            int port = NEXT.getAndUpdate(p -> p < LAST ? p + 1 : first);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException taken) {
                // the next one then
            }
        }
        throw new IllegalStateException("no free port from " + first + " to " + LAST);
    }

    /** The port of a protocol in clear. */
    public int of(MailClient.Dialect dialect) {
        return switch (dialect) {
            case IMAP -> imap;
            case POP3 -> pop3;
            case SMTP -> smtp;
        };
    }

    /** The port for IMAP, in clear or with TLS from the first byte. */
    public int imap(boolean tls) {
        return tls ? imaps : imap;
    }
}

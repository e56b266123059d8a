package io.postern.net;

import java.util.concurrent.atomic.AtomicLong;

/** The number of each connection, as the log shows it behind a star: clients, auth requests, back ends and name servers count alike, as in nginx. */
public final class ConnectionNumbers {
    private static final AtomicLong LAST = new AtomicLong();

    private ConnectionNumbers() {}

    public static long next() {
        return LAST.incrementAndGet();
    }
}

package io.postern.dns;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Sends a question to the next name server every five seconds until it is answered or nobody wants to know (ngx_resolver_resend).
 * Confined to its executor.
 */
final class Question {
    private static final long RESEND_SECONDS = 5;

    /** Sends what is not answered yet to a server; false where that fails at once. */
    interface Sending {
        boolean to(int server);
    }

    private final ScheduledExecutorService on;
    private final int servers;
    private final BooleanSupplier open;
    private final Sending send;
    private int server;

    /**
     * @param first the server to begin with
     * @param open whether an answer is still wanted
     */
    Question(ScheduledExecutorService on, int servers, int first, BooleanSupplier open, Sending send) {
        this.on = on;
        this.servers = servers;
        this.server = first;
        this.open = open;
        this.send = send;
    }

    /** Where sending fails the next server is asked at once, but only once. */
    void begin() {
        boolean sent = send.to(server);
        if (!sent) {
            sendToNext();
        }
        on.schedule(this::again, RESEND_SECONDS, TimeUnit.SECONDS);
    }

    /** Where that fails, too, the one after it has its turn later. */
    private void sendToNext() {
        server = (server + 1) % servers;
        send.to(server);
    }

    private void again() {
        if (open.getAsBoolean()) {
            sendToNext();
            on.schedule(this::again, RESEND_SECONDS, TimeUnit.SECONDS);
        }
    }
}

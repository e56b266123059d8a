package io.postern.dns;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Sends a question to the next name server every five seconds until it is answered or nobody wants to know (ngx_resolver_resend).
 * Confined to its executor.
 */
final class Question {
    private static final long RESEND_SECONDS = 5;

    private final ScheduledExecutorService on;
    private final int servers;
    private final BooleanSupplier open;
    private final IntConsumer send;
    private int server;

    /**
     * @param first the server to begin with
     * @param open whether an answer is still wanted
     * @param send sends what is not answered yet to a server
     */
    Question(ScheduledExecutorService on, int servers, int first, BooleanSupplier open, IntConsumer send) {
        this.on = on;
        this.servers = servers;
        this.server = first;
        this.open = open;
        this.send = send;
    }

    void begin() {
        send.accept(server);
        on.schedule(this::again, RESEND_SECONDS, TimeUnit.SECONDS);
    }

    private void again() {
        if (open.getAsBoolean()) {
            server = (server + 1) % servers;
            begin();
        }
    }
}

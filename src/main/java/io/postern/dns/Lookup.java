package io.postern.dns;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One look-up that any number of askers wait for (ngx_resolver_node_t). Safe on any thread. */
final class Lookup<V> {
    private final ScheduledExecutorService loop;
    private final Inquiry inquiry;
    private final CompletableFuture<Answer<V>> answer = new CompletableFuture<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile long validUntil;
    private volatile long usedAt;

    /**
     * @param loop where its questions are sent
     * @param inquiry the questions
     */
    Lookup(ScheduledExecutorService loop, Inquiry inquiry) {
        this.loop = loop;
        this.inquiry = inquiry;
    }

    ScheduledExecutorService loop() {
        return loop;
    }

    Inquiry inquiry() {
        return inquiry;
    }

    boolean answered() {
        return answer.isDone();
    }

    long validUntil() {
        return validUntil;
    }

    long usedAt() {
        return usedAt;
    }

    void usedAt(long seconds) {
        usedAt = seconds;
    }

    /** Whether anybody still wants the answer. */
    boolean wanted() {
        return waiting.get() > 0;
    }

    void found(V value, long goodForSeconds) {
        validUntil = Cache.seconds() + goodForSeconds;
        answer.complete(Answer.of(value));
    }

    void failed(int code) {
        answer.complete(Answer.failed(code));
    }

    /** Waits for the answer: on the executor, later, or at once where it is there. */
    void await(Executor on, Consumer<Answer<V>> then) {
        Answer<V> known = answer.getNow(null);
        if (known != null) {
            then.accept(known);
            return;
        }
        waiting.incrementAndGet();
        answer.thenAcceptAsync(then, on);
    }

    /** One asker waits no longer. */
    void leave() {
        waiting.decrementAndGet();
    }
}

package io.postern.dns;

import io.postern.dns.AddressLookup.Found;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A name, the name it stands for, and so on. Confined to its executor. */
final class AliasChain {
    /** How many aliases are followed. */
    private static final int DEEPEST = 50;

    private final Function<String, @Nullable Lookup<Found>> ask;
    private final long timeout;
    private final ScheduledExecutorService on;
    private final Consumer<Answer<List<InetAddress>>> then;
    private final long start = System.nanoTime();
    private @Nullable Wait<Found> wait;
    private int depth;
    private boolean over;

    /**
     * Begins nothing yet.
     *
     * @param ask looks one name up; null for one that cannot be asked for
     * @param timeout milliseconds for the whole chain; zero for no limit
     * @param then called once, on the executor, unless the question is taken back
     */
    AliasChain(
            Function<String, @Nullable Lookup<Found>> ask,
            long timeout,
            ScheduledExecutorService on,
            Consumer<Answer<List<InetAddress>>> then) {
        this.ask = ask;
        this.timeout = timeout;
        this.on = on;
        this.then = then;
    }

    void follow(String host) {
        Lookup<Found> lookup = ask.apply(host);
        if (lookup == null) {
            then.accept(Answer.failed(Answer.NOT_FOUND));
        } else {
            wait = new Wait<>(lookup, remaining(), on, this::found);
        }
    }

    /** One limit for the whole chain. */
    private long remaining() {
        return timeout == 0 ? -1 : Math.max(0, timeout - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    }

    private void found(Answer<Found> answer) {
        Found found = answer.value();
        if (over) {
            return;
        }
        if (found == null) {
            then.accept(Answer.failed(answer.code()));
        } else if (found.alias() == null) {
            then.accept(Answer.of(found.addresses()));
        } else if (depth++ < DEEPEST) {
            follow(found.alias());
        } else {
            then.accept(Answer.failed(Answer.NOT_FOUND));
        }
    }

    void cancel() {
        over = true;
        if (wait != null) {
            wait.cancel();
        }
    }
}

package io.postern.dns;

import io.postern.dns.AddressLookup.Found;
import io.postern.log.Level;
import io.postern.log.Log;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Names of addresses and addresses of names, from the name servers of one {@code resolver} directive (ngx_resolver_t): asked in turn,
 * again every five seconds, answers kept. Never blocks. Safe on any thread.
 */
public final class NameServers {
    /** How many aliases are followed. */
    private static final int DEEPEST = 50;
    /** For how long answers are awaited where resolver_timeout is 0, in milliseconds. */
    private static final long ENDLESS = 60_000;

    private final ResolverSettings settings;
    private final long timeout;
    private final Log log;
    private final List<NameServer> servers;
    private final AtomicInteger turn = new AtomicInteger();
    private final Cache<InetAddress, String> names = new Cache<>();
    private final Cache<String, Found> addresses = new Cache<>();

    /**
     * @param timeout milliseconds for one look-up; zero for no limit
     * @param log takes lines about answers that are of no use
     */
    public NameServers(ResolverSettings settings, long timeout, Log log) {
        this.settings = settings;
        this.timeout = timeout;
        this.log = log;
        long patience = timeout == 0 ? ENDLESS : timeout;
        servers = settings.servers().stream()
                .map(server -> new NameServer(server, patience, log))
                .toList();
    }

    /**
     * Finds the name of an address, in lower case. It is whatever the name server says: any bytes.
     *
     * @param then called once, on the executor, unless the question is taken back; at once where the answer is known
     * @return takes the question back
     */
    public Runnable nameOf(InetAddress address, ScheduledExecutorService on, Consumer<Answer<String>> then) {
        Lookup<String> known = names.join(address);
        Lookup<String> lookup = known == null ? new Lookup<>() : known;
        Wait<String> wait = new Wait<>(lookup, timeout, on, then);
        if (known == null) {
            names.put(address, lookup);
            askName(address, on, lookup);
        }
        return wait::cancel;
    }

    private void askName(InetAddress address, ScheduledExecutorService on, Lookup<String> lookup) {
        Consumer<Reply> judge = reply -> {
            if (lookup.answered()) {
                // nginx takes a good answer as often as it comes
                if (lookup.isFailed()) {
                    unexpected(NameServer.pointerName(address));
                }
                return;
            }
            String name = reply.name();
            if (name == null) {
                names.drop(address, lookup);
                lookup.failed(reply.code() == 0 ? Answer.NOT_FOUND : reply.code());
            } else {
                lookup.found(name, good(reply.ttl()));
            }
        };
        ask(on, lookup, () -> names.drop(address, lookup), server -> servers.get(server)
                .pointer(address, on, judge));
    }

    /**
     * Finds the addresses of a name, following aliases.
     *
     * @param then called once, on the executor, unless the question is taken back; at once where the answer is known
     * @return takes the question back
     */
    public Runnable addressesOf(String name, ScheduledExecutorService on, Consumer<Answer<List<InetAddress>>> then) {
        String host = NameServer.lower(name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
        Chain chain = new Chain(on, then);
        chain.follow(host);
        return chain::cancel;
    }

    private @Nullable Lookup<Found> addresses(String host, ScheduledExecutorService on) {
        Lookup<Found> known = addresses.join(host);
        if (known != null) {
            return known;
        }
        if (!Query.canAsk(host)) {
            return null;
        }
        Lookup<Found> lookup = new Lookup<>();
        addresses.put(host, lookup);
        AddressLookup both = new AddressLookup(settings.ipv4(), settings.ipv6());
        Consumer<Answer<Found>> done = answer -> {
            Found found = answer.value();
            if (found == null) {
                addresses.drop(host, lookup);
                lookup.failed(answer.code());
            } else {
                lookup.found(found, good(both.ttl()));
            }
        };
        BiConsumer<Boolean, Reply> judge = (ipv6, reply) -> {
            if (lookup.answered() || !both.awaits(ipv6)) {
                unexpected(host);
                return;
            }
            String fault = both.on(ipv6, reply, done);
            if (fault != null) {
                log.write(Level.ERROR, fault);
            }
        };
        ByTcp byTcp = new ByTcp();
        ask(on, lookup, () -> addresses.drop(host, lookup), server -> servers.get(server)
                .addresses(host, both.awaits(false), both.awaits(true), byTcp, on, judge));
        return lookup;
    }

    /** A question that was sent twice may be answered twice. */
    private void unexpected(String name) {
        log.write(Level.ERROR, "unexpected DNS response for " + name);
    }

    private <V> void ask(ScheduledExecutorService on, Lookup<V> lookup, Runnable forget, Question.Sending send) {
        int first = Math.floorMod(turn.getAndIncrement(), servers.size());
        Question question = new Question(
                on,
                servers.size(),
                first,
                () -> {
                    if (!lookup.answered() && !lookup.wanted()) {
                        forget.run();
                    }
                    return !lookup.answered() && lookup.wanted();
                },
                send);
        on.execute(question::begin);
    }

    private long good(long ttl) {
        return settings.valid() > 0 ? settings.valid() : ttl;
    }

    /** One asker: gets the answer or gives up, whichever is first. Confined to its executor. */
    private final class Wait<V> {
        private final Lookup<V> lookup;
        private final Consumer<Answer<V>> then;
        private final @Nullable Future<?> alarm;
        private boolean over;

        Wait(Lookup<V> lookup, long millis, ScheduledExecutorService on, Consumer<Answer<V>> then) {
            this.lookup = lookup;
            this.then = then;
            alarm = timeout == 0 || lookup.answered()
                    ? null
                    : on.schedule(this::timedOut, millis, TimeUnit.MILLISECONDS);
            lookup.await(on, this::answered);
        }

        private void answered(Answer<V> answer) {
            if (!over) {
                cancel();
                then.accept(answer);
            }
        }

        private void timedOut() {
            if (!over) {
                cancel();
                then.accept(Answer.failed(Answer.TIMED_OUT));
            }
        }

        void cancel() {
            if (!over) {
                over = true;
                lookup.leave();
                if (alarm != null) {
                    alarm.cancel(false);
                }
            }
        }
    }

    /** A name, the name it stands for, and so on. Confined to its executor. */
    private final class Chain {
        private final ScheduledExecutorService on;
        private final Consumer<Answer<List<InetAddress>>> then;
        private final long start = System.nanoTime();
        private @Nullable Wait<Found> wait;
        private int depth;
        private boolean over;

        Chain(ScheduledExecutorService on, Consumer<Answer<List<InetAddress>>> then) {
            this.on = on;
            this.then = then;
        }

        void follow(String host) {
            Lookup<Found> lookup = addresses(host, on);
            if (lookup == null) {
                then.accept(Answer.failed(Answer.NOT_FOUND));
            } else {
                wait = new Wait<>(lookup, remaining(), on, this::found);
            }
        }

        /** One limit for the whole chain. */
        private long remaining() {
            return Math.max(0, timeout - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
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
}

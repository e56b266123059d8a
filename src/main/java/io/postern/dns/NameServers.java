package io.postern.dns;

import io.postern.dns.AddressLookup.Found;
import io.postern.log.Level;
import io.postern.log.Log;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Type;

/**
 * Names of addresses and addresses of names, from the name servers of one {@code resolver} directive (ngx_resolver_t): asked in turn,
 * again every five seconds, answers kept. Never blocks. Safe on any thread.
 */
public final class NameServers {
    private final ResolverSettings settings;
    private final long timeout;
    private final Log log;
    private final List<NameServer> servers;
    private final AtomicInteger turn = new AtomicInteger();
    private final Cache<InetAddress, String> names = new Cache<>();
    private final Cache<String, Found> addresses = new Cache<>();

    /** Loads what a question needs, which takes a while, and descriptors, of which there may be none when the first one is asked. */
    public static void prepare() {
        Query.of(PointerName.of(InetAddress.getLoopbackAddress()), Type.PTR);
    }

    /** Asks by sockets that nobody counts. */
    public NameServers(ResolverSettings settings, long timeout, Log log) {
        this(settings, timeout, log, Room.ENDLESS);
    }

    /**
     * Asks the servers of one directive.
     *
     * @param timeout milliseconds for one look-up; zero for no limit
     * @param log takes lines about answers that are of no use
     * @param room where the sockets count
     */
    public NameServers(ResolverSettings settings, long timeout, Log log, Room room) {
        this.settings = settings;
        this.timeout = timeout;
        this.log = log;
        servers = settings.servers().stream()
                .map(server -> new NameServer(server, log, room, this, this::heard))
                .toList();
    }

    /** Ends what stands to the name servers; who asks all the same begins anew. */
    public synchronized void close() {
        servers.forEach(NameServer::close);
    }

    /**
     * Finds the name of an address, in lower case. It is whatever the name server says: any bytes.
     *
     * @param then called once, on the executor, unless the question is taken back; at once where the answer is known
     * @return takes the question back
     */
    public Runnable nameOf(InetAddress address, ScheduledExecutorService on, Consumer<Answer<String>> then) {
        Lookup<String> known = names.join(address);
        Lookup<String> lookup = known == null ? new Lookup<>(on, Inquiry.pointer(PointerName.of(address))) : known;
        Wait<String> wait = new Wait<>(lookup, timeout == 0 ? -1 : timeout, on, then);
        if (known == null) {
            names.put(address, lookup);
            ask(lookup, () -> names.drop(address, lookup));
        }
        return wait::cancel;
    }

    /**
     * Finds the addresses of a name, following aliases.
     *
     * @param then called once, on the executor, unless the question is taken back; at once where the answer is known
     * @return takes the question back
     */
    public Runnable addressesOf(String name, ScheduledExecutorService on, Consumer<Answer<List<InetAddress>>> then) {
        String host = Query.lower(name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
        AliasChain chain = new AliasChain(asked -> addresses(asked, on), timeout, on, then);
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
        AddressLookup both = new AddressLookup(settings.ipv4(), settings.ipv6());
        Lookup<Found> lookup = new Lookup<>(on, Inquiry.addresses(host, both));
        addresses.put(host, lookup);
        ask(lookup, () -> addresses.drop(host, lookup));
        return lookup;
    }

    private void ask(Lookup<?> lookup, Runnable forget) {
        int first = Math.floorMod(turn.getAndIncrement(), servers.size());
        Question question = new Question(
                lookup.loop(),
                servers.size(),
                first,
                () -> {
                    if (!lookup.answered() && !lookup.wanted()) {
                        forget.run();
                    }
                    return !lookup.answered() && lookup.wanted();
                },
                server -> send(lookup, server));
        lookup.loop().execute(question::begin);
    }

    /** Sends what is not answered yet (ngx_resolver_send_query). */
    private synchronized boolean send(Lookup<?> lookup, int number) {
        Inquiry inquiry = lookup.inquiry();
        inquiry.server(number);
        for (boolean six : List.of(false, true)) {
            Query query = inquiry.open(six);
            if (query != null && !servers.get(number).send(query, inquiry.byTcp(six), lookup.loop())) {
                return false;
            }
        }
        return true;
    }

    /** A name server says something, be it to nobody (ngx_resolver_process_response). */
    private synchronized void heard(byte[] bytes, boolean tcp) {
        Message message = Message.read(bytes, tcp, addresses::asked, this::say);
        if (message == null) {
            return;
        }
        switch (message.type()) {
            case Type.PTR -> pointer(message, bytes);
            case Type.A, Type.AAAA -> address(message, bytes);
            default -> unexpected(message);
        }
    }

    /** ngx_resolver_process_ptr. */
    private void pointer(Message message, byte[] bytes) {
        InetAddress address = PointerName.address(message.name());
        if (address == null) {
            say("invalid in-addr.arpa or ip6.arpa name in DNS response");
            return;
        }
        Lookup<String> lookup = names.last(address);
        if (lookup == null) {
            unexpected(message);
            return;
        }
        Reply reply = isAnswer(message, lookup, false) ? read(bytes, message.type()) : null;
        if (reply == null) {
            return;
        }
        String name = reply.name();
        if (name == null) {
            names.drop(address, lookup);
            lookup.failed(reply.code() == 0 ? Answer.NOT_FOUND : reply.code());
        } else if (lookup.answered()) {
            // a good answer is taken as often as it comes
            Lookup<String> again = new Lookup<>(lookup.loop(), lookup.inquiry());
            names.put(address, again);
            again.found(name, good(reply.ttl()));
        } else {
            lookup.found(name, good(reply.ttl()));
        }
    }

    /** ngx_resolver_process_a. */
    private void address(Message message, byte[] bytes) {
        String host = message.name();
        boolean six = message.type() == Type.AAAA;
        Lookup<Found> lookup = addresses.last(host);
        AddressLookup both =
                lookup == null || lookup.answered() ? null : lookup.inquiry().addresses();
        if (lookup == null || both == null || !both.awaits(six)) {
            unexpected(message);
            return;
        }
        if ((message.truncated() && lookup.inquiry().byTcp(six)) || !isAnswer(message, lookup, six)) {
            return;
        }
        if (message.truncated()) {
            if (lookup.wanted()) {
                lookup.inquiry().goOnByTcp(six);
                lookup.loop().execute(() -> sendByTcp(lookup, six));
            } else {
                addresses.drop(host, lookup);
            }
            return;
        }
        Reply reply = read(bytes, message.type());
        String fault = reply == null
                ? null
                : both.on(six, reply, answer -> {
                    Found found = answer.value();
                    if (found == null) {
                        addresses.drop(host, lookup);
                        lookup.failed(answer.code());
                    } else {
                        lookup.found(found, good(both.ttl()));
                    }
                });
        if (fault != null) {
            say(fault);
        }
    }

    /** What did not go into a datagram; where that fails it is asked again before long, as all else is. */
    private synchronized void sendByTcp(Lookup<?> lookup, boolean six) {
        Query query = lookup.inquiry().open(six);
        if (query != null) {
            servers.get(lookup.inquiry().server()).send(query, true, lookup.loop());
        }
    }

    private boolean isAnswer(Message message, Lookup<?> lookup, boolean six) {
        int id = lookup.inquiry().id(six);
        if (message.number() != id) {
            say("wrong ident %d in DNS response for %s, expect %d".formatted(message.number(), message.name(), id));
        }
        return message.number() == id;
    }

    private @Nullable Reply read(byte[] bytes, int type) {
        return AnswerRecords.read(bytes, type, this::say);
    }

    private void unexpected(Message message) {
        say("unexpected DNS response for " + message.name());
    }

    private void say(String fault) {
        log.write(Level.ERROR, fault);
    }

    private long good(long ttl) {
        return settings.valid() > 0 ? settings.valid() : ttl;
    }
}

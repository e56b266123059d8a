package io.postern.dns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A name's IPv4 and IPv6 addresses put together from two answers (ngx_resolver_process_a): an error of either is an error, and
 * whichever comes last decides. Confined to one executor.
 */
final class AddressLookup {
    private static final String NOTHING = "no A or CNAME types in DNS response";

    private @Nullable List<InetAddress> four;
    private @Nullable List<InetAddress> six;
    private final int asked;
    private int code;
    private long ttl = Integer.MAX_VALUE;

    AddressLookup(boolean ipv4, boolean ipv6) {
        asked = ipv4 && ipv6 ? 2 : 1;
        four = ipv4 ? null : List.of();
        six = ipv6 ? null : List.of();
    }

    boolean awaits(boolean ipv6) {
        return (ipv6 ? six : four) == null;
    }

    long ttl() {
        return ttl;
    }

    /**
     * Takes an answer that is awaited.
     *
     * @param then takes addresses or an alias once both are there, or the failure; nothing when neither is there
     * @return what nginx logs of it; null where that is nothing
     */
    @Nullable
    String on(boolean ipv6, Reply reply, Consumer<Answer<Found>> then) {
        if (ipv6) {
            six = reply.addresses();
        } else {
            four = reply.addresses();
        }
        int failure = reply.code() == 0 ? code : reply.code();
        if (failure == 0 && !reply.empty()) {
            ttl = Math.min(ttl, reply.ttl());
        }
        List<InetAddress> a = four;
        List<InetAddress> aaaa = six;
        if (a == null || aaaa == null) {
            code = failure;
            boolean useful = reply.empty() || !reply.addresses().isEmpty() || reply.name() != null;
            return useful || reply.fault() != null ? null : NOTHING;
        }
        if (failure != 0) {
            then.accept(Answer.failed(failure));
        } else if (!a.isEmpty() || !aaaa.isEmpty()) {
            List<InetAddress> all = new ArrayList<>(a);
            all.addAll(aaaa);
            then.accept(Answer.of(new Found(List.copyOf(all), null)));
        } else if (reply.empty()) {
            then.accept(Answer.failed(Answer.NOT_FOUND));
        } else if (reply.name() != null) {
            then.accept(Answer.of(new Found(List.of(), reply.name())));
        } else if (reply.fault() != null) {
            // and whatever comes now is too late
            return reply.fault();
        } else {
            if (asked == 2) {
                // In nginx this answer would as a rule have come first, and the other, an empty one, would decide.
                then.accept(Answer.failed(Answer.NOT_FOUND));
            }
            return NOTHING;
        }
        return null;
    }

    /** Addresses, or the name that the name stands for. */
    record Found(List<InetAddress> addresses, @Nullable String alias) {}
}

package io.postern.dns;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Look-ups under way and answers that are still good. What nobody has asked for in 30 seconds is dropped, two at a time, as nginx
 * does (ngx_resolver_expire). Safe on any thread.
 */
final class Cache<K, V> {
    private static final long IDLE_SECONDS = 30;

    private final LinkedHashMap<K, Lookup<V>> lookups = new LinkedHashMap<>(16, 0.75f, true);

    /** The look-up that answers this, or that others wait for; null where a new one is needed. */
    synchronized @Nullable Lookup<V> join(K key) {
        Lookup<V> lookup = lookups.get(key);
        if (lookup == null || (lookup.answered() ? lookup.validUntil() < seconds() : !lookup.wanted())) {
            return null;
        }
        lookup.usedAt(seconds());
        return lookup;
    }

    /** The look-up that was made last, even if it is over. */
    synchronized @Nullable Lookup<V> last(K key) {
        return lookups.get(key);
    }

    /** Which of the look-ups under way asks with that number; null for none. */
    synchronized @Nullable K asked(int number) {
        for (Map.Entry<K, Lookup<V>> each : lookups.entrySet()) {
            Inquiry inquiry = each.getValue().inquiry();
            if (!each.getValue().answered() && (inquiry.id(false) == number || inquiry.id(true) == number)) {
                return each.getKey();
            }
        }
        return null;
    }

    synchronized void put(K key, Lookup<V> lookup) {
        Iterator<Map.Entry<K, Lookup<V>>> eldest = lookups.entrySet().iterator();
        for (int i = 0; i < 2 && eldest.hasNext(); i++) {
            Lookup<V> old = eldest.next().getValue();
            if (!old.answered() || old.usedAt() + IDLE_SECONDS >= seconds()) {
                break;
            }
            eldest.remove();
        }
        lookup.usedAt(seconds());
        lookups.put(key, lookup);
    }

    /** Forgets a look-up that came to nothing. */
    synchronized void drop(K key, Lookup<V> lookup) {
        lookups.remove(key, lookup);
    }

    synchronized int size() {
        return lookups.size();
    }

    /** nginx counts whole seconds: what is good for none is good until the next. */
    static long seconds() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
    }
}

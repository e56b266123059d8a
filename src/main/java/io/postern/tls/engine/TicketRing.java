package io.postern.tls.engine;

import io.postern.tls.files.TicketKey;
import java.security.SecureRandom;
import java.util.List;

/**
 * Ticket keys of our own making: one encrypts, the one before it still decrypts, and after ssl_session_timeout they move on, so that no
 * ticket lives longer than twice that time. Safe on any thread.
 */
final class TicketRing {
    private final SecureRandom random = new SecureRandom();
    private List<TicketKey> keys = List.of();
    private long since;

    /**
     * The keys to use now; the same list as long as they have not changed.
     *
     * @param now seconds, of any clock that does not go back
     */
    synchronized List<TicketKey> keys(long now, long seconds) {
        if (keys.isEmpty()) {
            keys = List.of(TicketKey.random(random));
            since = now;
        } else if (now - since >= Math.max(1, seconds)) {
            TicketKey fresh = TicketKey.random(random);
            keys = now - since >= 2 * seconds ? List.of(fresh) : List.of(fresh, keys.get(0));
            since = now;
        }
        return keys;
    }
}

package io.postern.dns;

import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Type;

/**
 * The questions that one look-up asks, the same ones as often as they go out: one for a name of an address, one or two for addresses of a
 * name (the queries of a ngx_resolver_node_t). Guarded by its resolver.
 */
final class Inquiry {
    /** For the A or the PTR record. */
    private final @Nullable Query first;
    /** For the AAAA record. */
    private final @Nullable Query second;

    private final @Nullable AddressLookup both;
    private boolean firstByTcp;
    private boolean secondByTcp;
    private int server;

    private Inquiry(@Nullable Query first, @Nullable Query second, @Nullable AddressLookup both) {
        this.first = first;
        this.second = second;
        this.both = both;
    }

    /** Asks who has this name, such as {@code 1.0.0.127.in-addr.arpa}. */
    static Inquiry pointer(String name) {
        return new Inquiry(Query.of(name, Type.PTR), null, null);
    }

    /** Asks for the addresses that a look-up awaits. */
    static Inquiry addresses(String host, AddressLookup both) {
        return new Inquiry(
                both.awaits(false) ? Query.of(host, Type.A) : null,
                both.awaits(true) ? Query.of(host, Type.AAAA) : null,
                both);
    }

    /** What has come so far of the addresses; null where a name is asked for. */
    @Nullable
    AddressLookup addresses() {
        return both;
    }

    /** What is still to be asked, of the AAAA kind or of the other one; null for nothing. */
    @Nullable
    Query open(boolean six) {
        return both == null || both.awaits(six) ? query(six) : null;
    }

    private @Nullable Query query(boolean six) {
        return six ? second : first;
    }

    /** The number of that question; -1 where there is none. */
    int id(boolean six) {
        Query query = query(six);
        return query == null ? -1 : query.id();
    }

    /** Whether an answer to that question was too long for a datagram. */
    boolean byTcp(boolean six) {
        return six ? secondByTcp : firstByTcp;
    }

    void goOnByTcp(boolean six) {
        if (six) {
            secondByTcp = true;
        } else {
            firstByTcp = true;
        }
    }

    /** Which name server it was sent to last. */
    int server() {
        return server;
    }

    void server(int number) {
        server = number;
    }
}

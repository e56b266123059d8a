package io.postern.http.serve;

import io.postern.http.exchange.Counters;
import io.postern.http.exchange.Surroundings;
import io.postern.net.Slots;
import io.postern.net.Wire;

/** What a connection counts, for its own requests' variables and for stub_status. Confined to its event loop. */
final class ConnectionFacts implements Surroundings {
    private final Service service;
    private final Slots.Spare client;
    private long requests;
    private Wire wire;
    private boolean waiting;
    private boolean spare;
    private boolean serving;

    /** @param client whose connection it is */
    ConnectionFacts(Service service, Wire wire, Slots.Spare client) {
        this.service = service;
        this.wire = wire;
        this.client = client;
    }

    /** The connection has gone to TLS. */
    void wire(Wire secured) {
        wire = secured;
    }

    /** A keep-alive connection waits for its next request, or for its first. */
    void waiting() {
        waiting = true;
    }

    /** Whether the connection can be done without: nothing is in hand on it (ngx_reusable_connection). */
    void spare(boolean now) {
        if (spare != now) {
            spare = now;
            service.slots().spare(wire.loop(), client, now);
            service.tally().shift(0, 0, now ? 1 : -1);
        }
    }

    boolean isSpare() {
        return spare;
    }

    boolean isWaiting() {
        return waiting;
    }

    /** The first byte of a request has come. */
    void reading() {
        waiting = false;
        spare(false);
        requests++;
        service.tally().request();
        service.tally().shift(1, 0, 0);
    }

    /** The head of a request has come. */
    void serving() {
        serving = true;
        service.tally().shift(-1, 1, 0);
    }

    /** Its reply is complete. */
    void served() {
        if (serving) {
            serving = false;
            service.tally().shift(0, -1, 0);
        }
    }

    void closed(boolean reading) {
        waiting = false;
        spare(false);
        served();
        if (reading) {
            service.tally().shift(-1, 0, 0);
        }
    }

    @Override
    public long connectionRequests() {
        return requests;
    }

    @Override
    public int untaken() {
        return wire.untaken();
    }

    @Override
    public String hostname() {
        return service.hostname();
    }

    @Override
    public long pid() {
        return service.pid();
    }

    @Override
    public boolean isLeaving() {
        return service.sessions().isLeaving();
    }

    @Override
    public Counters counters() {
        return service.tally();
    }
}

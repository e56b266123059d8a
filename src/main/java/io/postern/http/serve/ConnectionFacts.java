package io.postern.http.serve;

import io.postern.http.exchange.Counters;

/** What a connection counts, for its own requests' variables and for stub_status. Confined to its event loop. */
final class ConnectionFacts implements io.postern.http.exchange.Service {
    private final Service service;
    private long requests;
    private long sent;
    private boolean waiting;
    private boolean serving;

    ConnectionFacts(Service service) {
        this.service = service;
    }

    /** A keep-alive connection waits for its next request, or for its first. */
    void waiting(boolean now) {
        if (waiting != now) {
            waiting = now;
            service.tally().shift(0, 0, now ? 1 : -1);
        }
    }

    boolean isWaiting() {
        return waiting;
    }

    /** The first byte of a request has come. */
    void reading() {
        waiting(false);
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
        waiting(false);
        served();
        if (reading) {
            service.tally().shift(-1, 0, 0);
        }
    }

    void sent(int bytes) {
        sent += bytes;
    }

    @Override
    public long connectionRequests() {
        return requests;
    }

    @Override
    public long connectionSent() {
        return sent;
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

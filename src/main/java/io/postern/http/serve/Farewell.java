package io.postern.http.serve;

import io.postern.directive.Errno;
import io.postern.log.Level;
import io.postern.log.Log;

/**
 * What is told, in both logs, of a connection that ends while something is in hand: because the client left, because of a time limit,
 * because an old configuration's time is up. Confined to the connection's event loop.
 */
final class Farewell {
    private final ConnectionFacts facts;
    private final Incoming incoming;
    private final RequestContext context;
    private final Arrival arrival;
    private final RequestOutlet outlet;
    private final Log log;

    Farewell(ConnectionFacts facts, Incoming incoming, RequestContext context, Arrival arrival, RequestOutlet outlet) {
        this.facts = facts;
        this.incoming = incoming;
        this.context = context;
        this.arrival = arrival;
        this.outlet = outlet;
        this.log = incoming.log();
    }

    /** Whether it waits for a further request, with nothing of it here yet. */
    boolean isKept(ConnectionState state) {
        return isIdle(state) && facts.connectionRequests() > 0;
    }

    /** Whether it may be ended while it does (ngx_close_idle_connections). */
    boolean isFree(ConnectionState state) {
        return isKept(state) && facts.isSpare();
    }

    private boolean isIdle(ConnectionState state) {
        return state == ConnectionState.HEAD && facts.isWaiting();
    }

    /** Whether a request, or the body that it needs, is coming in. */
    private boolean isReading(ConnectionState state) {
        return state == ConnectionState.BODY || (state == ConnectionState.HEAD && !facts.isWaiting());
    }

    /** The client has ended the connection, or it broke. */
    void left(ConnectionState state, boolean failed) {
        boolean first = facts.connectionRequests() == 0;
        if (failed && (first || !isIdle(state))) {
            arrival.complain();
        } else if (!failed && isIdle(state)) {
            if (first) {
                log.write(Level.INFO, "client closed connection");
            } else {
                incoming.closedKeepAlive();
            }
        } else if (!failed && isReading(state)) {
            incoming.reader().lineGoesOn("");
            log.write(Level.INFO, "client prematurely closed connection");
        }
        if (isReading(state)) {
            incoming.unanswered(400, state == ConnectionState.HEAD);
        } else if (state == ConnectionState.SERVING) {
            outlet.clientGone();
            incoming.unanswered(499, false);
        }
    }

    /**
     * A time limit is up.
     *
     * @param pending whether something waits to be sent
     */
    void timedOut(ConnectionState state, boolean pending) {
        arrival.quiet();
        boolean waited = state == ConnectionState.ENTERING || (state == ConnectionState.HEAD && !isKept(state));
        boolean sending = state.isSending() && pending;
        if (sending) {
            context.sending();
        }
        if (waited || sending) {
            incoming.reader().lineGoesOn("");
            log.write(Level.INFO, Errno.ETIMEDOUT, "client timed out");
        }
        if (isReading(state)) {
            incoming.unanswered(408, state == ConnectionState.HEAD);
        }
    }

    /** The configuration that it belongs to has waited long enough (worker_shutdown_timeout). */
    void cutOff(ConnectionState state) {
        if (state == ConnectionState.SERVING || state == ConnectionState.BODY) {
            incoming.exchange().dropped = true;
            outlet.clientGone();
            incoming.unanswered(0, false);
        }
    }
}

package io.postern.http.serve;

import io.postern.http.exchange.Exchange;
import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.net.Alarm;
import io.postern.net.ConnectionError;
import io.postern.net.Wire;
import org.jspecify.annotations.Nullable;

/** What goes out to a client, and the end of it: nothing is cut off, and a client that still sends is listened to for a while. */
final class Delivery {
    /** How much may wait for a slow client before its source pauses. */
    private static final int HIGH_WATER = 64 * 1024;

    private static final int PIECE = 8 * 1024;

    private Wire wire;
    private final ConnectionFacts facts;
    private final Alarm alarm;
    private final Log log;
    private final Runnable close;
    private @Nullable Runnable drained;
    private boolean lingering;
    private final Lingering lingers;
    private @Nullable Exchange last;
    /** In milliseconds, for each piece that the client takes, not for the whole. */
    private long sendTimeout;
    /** What the client had not taken when the alarm was set. */
    private int left;

    /** @param close what is done once all is out and nobody lingers */
    Delivery(Wire wire, ConnectionFacts facts, Alarm alarm, Lingering lingers, Log log, Runnable close) {
        this.wire = wire;
        this.facts = facts;
        this.alarm = alarm;
        this.lingers = lingers;
        this.log = log;
        this.close = close;
    }

    /** The connection has gone to TLS. */
    void wire(Wire secured) {
        wire = secured;
    }

    boolean send(byte[] bytes, long timeout) {
        if (wire.closed()) {
            return false;
        }
        boolean ok = wire.write(bytes, 0, bytes.length);
        if (ok && wire.pending() > 0) {
            limit(timeout);
        }
        return ok;
    }

    private void limit(long timeout) {
        sendTimeout = timeout;
        left = wire.untaken();
        alarm.set(timeout);
    }

    /** The alarm has rung: whether the client takes what waits for it, if slowly; then the alarm is set again. */
    boolean isTaken() {
        int untaken = wire.untaken();
        long rest = sendTimeout - wire.stalled();
        if (untaken > 0 && rest > 0) {
            alarm.set(rest);
            return true;
        }
        if (untaken > 0 && untaken < left && wire.stalled() == Long.MAX_VALUE) {
            limit(sendTimeout);
            return true;
        }
        return false;
    }

    boolean full() {
        return wire.pending() > HIGH_WATER;
    }

    void whenDrained(Runnable then) {
        drained = then;
    }

    /** Goes on once the client has taken all, at once where nothing waits; a connection that breaks goes on nowhere. */
    void onceTaken(Runnable then) {
        if (wire.pending() > 0) {
            drained = then;
        } else {
            drained = null;
            then.run();
        }
    }

    /** All that waited has been taken. */
    void writable() {
        Runnable then = drained;
        drained = null;
        if (then != null) {
            then.run();
        } else if (last != null && wire.pending() == 0) {
            written(last);
        } else if (wire.pending() == 0) {
            alarm.clear();
        }
    }

    /** Nothing follows: closes once everything has been taken, later when the client is to be read out. */
    void end(boolean linger, Exchange x) {
        last = x;
        lingering = linger;
        limit(x.location().core().sendTimeout());
        if (wire.pending() == 0) {
            written(x);
        } else {
            wire.await(PIECE);
        }
    }

    /** Closing while the client sends would reset the connection, and our reply with it. */
    private void written(Exchange x) {
        if (!lingering) {
            close.run();
            return;
        }
        wire.endOutput();
        if (wire.broken()) {
            log.write(ConnectionError.level(wire.errno(), Level.INFO), wire.errno(), "shutdown() failed");
            close.run();
            return;
        }
        facts.spare(true);
        lingers.begin(x.location().core().lingering());
        wire.await(PIECE);
    }
}

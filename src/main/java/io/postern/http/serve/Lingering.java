package io.postern.http.serve;

import io.postern.http.model.Core;
import io.postern.net.Alarm;

/**
 * How long a client that still sends is listened to behind its reply: so long altogether ({@code lingering_time}, in nginx's whole
 * seconds), and so long for each piece ({@code lingering_timeout}). Confined to the connection's event loop.
 */
final class Lingering {
    private final Alarm alarm;
    private long until;
    private long timeout;

    Lingering(Alarm alarm) {
        this.alarm = alarm;
    }

    /** The client is listened to from now on, or was already. */
    void begin(Core.Lingering rules) {
        if (until == 0) {
            until = second() + rules.time() / 1000;
        }
        timeout = rules.timeout();
        alarm.set(timeout);
    }

    /** More has come, or the end: whether it is still read. */
    boolean goesOn() {
        if (until == 0) {
            return true;
        }
        long left = until - second();
        if (left > 0) {
            alarm.set(Math.min(left * 1000, timeout));
        }
        return left > 0;
    }

    /** The client has sent all that belongs to this request. */
    void over() {
        until = 0;
    }

    private static long second() {
        return System.currentTimeMillis() / 1000;
    }
}

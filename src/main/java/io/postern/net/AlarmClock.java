package io.postern.net;

import io.netty.channel.EventLoop;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * The timers of an event loop. There are as many lengths of time as a configuration names and thousands of timers of each length: all
 * of one length wait in one queue, and only the first of a queue is known to the loop. Confined to its loop.
 */
final class AlarmClock {
    private static final FastThreadLocal<@Nullable AlarmClock> LATEST = new FastThreadLocal<>();

    private final EventLoop loop;
    private final LongObjectMap<AlarmQueue> queues = new LongObjectHashMap<>();

    private AlarmClock(EventLoop loop) {
        this.loop = loop;
    }

    /** The loop's clock; on a thread that is several loops' (in tests) perhaps another one each time, which does no harm. */
    static AlarmClock of(EventLoop loop) {
        AlarmClock clock = LATEST.get();
        if (clock == null || clock.loop != loop) {
            clock = new AlarmClock(loop);
            LATEST.set(clock);
        }
        return clock;
    }

    EventLoop loop() {
        return loop;
    }

    /** Where the timers of so many milliseconds wait. */
    AlarmQueue queue(long millis) {
        AlarmQueue queue = queues.get(millis);
        if (queue == null) {
            queue = new AlarmQueue(this, millis);
            queues.put(millis, queue);
        }
        return queue;
    }

    /** Nobody waits there. */
    void forget(long millis) {
        queues.remove(millis);
    }
}

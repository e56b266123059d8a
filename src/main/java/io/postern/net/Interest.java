package io.postern.net;

import io.netty.channel.EventLoop;
import java.io.IOException;

/**
 * Which events of a descriptor are asked for. One that connects asks for all from the start, so that neither connecting nor writing costs
 * another system call. But a descriptor that can be written to says so each time it can be read, and Netty makes two objects of such an
 * event of epoll's: a busy one therefore asks for reading alone until it has to wait for room.
 *
 * <p>An accepted one asks for reading alone from the start, as in nginx. Asked for writing, it would say at once that it can be written
 * to; a unix socket would even say so each time its peer has read something, and bytes that had been lying there would look as if they
 * had just come.
 *
 * <p>Confined to one event loop.
 */
final class Interest {
    private static final int READING = Watch.IN | Watch.RDHUP;
    private static final int ALL = READING | Watch.OUT;
    private static final int BOTH = Watch.IN | Watch.OUT;
    /** A login has fewer events than this. */
    private static final int BUSY = 16;

    private final Watch watch;
    private int events;
    private boolean writing = true;

    Interest(Watch watch) {
        this.watch = watch;
    }

    /** @throws IOException when the loop or the system does not take it */
    void begin(EventLoop loop, boolean connecting) throws IOException {
        writing = connecting;
        watch.begin(loop, connecting ? ALL : READING);
    }

    /** An event has come while nothing was waiting to be written. */
    void told(int ops) {
        if (ops == BOTH && ++events == BUSY) {
            writing = false;
            watch.change(READING);
        }
    }

    /** Room to write is waited for; from now on it always may be. */
    void inWriting() {
        if (!writing) {
            writing = true;
            watch.change(ALL);
        }
    }

    void end() {
        watch.end();
    }
}

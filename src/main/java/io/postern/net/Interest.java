package io.postern.net;

import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;
import org.jspecify.annotations.Nullable;

/**
 * What epoll tells of a descriptor. One that connects tells all from the start, so that connecting and writing cost no system call
 * more; but a descriptor that can be written to says so whenever it can be read, and Netty makes two objects of such an event. So a
 * busy one asks for reading alone until it has to wait for room. So does an accepted one from the start, as in nginx: it would say at
 * once that it can be written to, and one of a unix socket each time the client has read something, where what had been lying there
 * would look as if it had just come. Confined to one event loop.
 */
final class Interest {
    private static final EpollIoOps READING =
            EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLRDHUP).with(EpollIoOps.EPOLLET);
    private static final EpollIoOps ALL = READING.with(EpollIoOps.EPOLLOUT);
    private static final int BOTH = EpollIoOps.EPOLLIN.value() | EpollIoOps.EPOLLOUT.value();
    /** A login has fewer events than this. */
    private static final int BUSY = 16;

    private @Nullable IoRegistration registration;
    private int events;
    private boolean writing = true;

    void begin(IoRegistration by, boolean connecting) {
        registration = by;
        writing = connecting;
        by.submit(connecting ? ALL : READING);
    }

    /** An event has come while nothing was waiting to be written. */
    void told(int ops) {
        if (ops == BOTH && ++events == BUSY) {
            writing = false;
            submit(READING);
        }
    }

    /** Room to write is waited for; from now on it always may be. */
    void inWriting() {
        if (!writing) {
            writing = true;
            submit(ALL);
        }
    }

    private void submit(EpollIoOps ops) {
        IoRegistration by = registration;
        if (by != null && by.isValid()) {
            by.submit(ops);
        }
    }
}

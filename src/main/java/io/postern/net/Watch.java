package io.postern.net;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.Future;
import java.io.IOException;

/**
 * One descriptor, of which an event loop is told what can be done with it. Events are bits as of poll(2), whoever tells them. Confined
 * to the loop.
 */
abstract class Watch {
    static final int IN = 1;
    static final int OUT = 4;
    static final int ERR = 8;
    static final int HUP = 0x10;
    static final int RDHUP = 0x2000;

    /** Who is told. */
    interface Told {
        void told(int events);

        /** The loop ends. */
        void close() throws IOException;
    }

    /** How often the same is told. */
    enum Mode {
        /** As long as it is so. */
        LEVEL,
        /** When it has become so. */
        EDGE
    }

    /**
     * Joins the loop and asks for these events.
     *
     * @throws IOException when the loop does not take it, or the system watches no more descriptors
     */
    abstract void begin(EventLoop loop, int events) throws IOException;

    /** Asks for other events than before; what is so already is told anew. */
    abstract void change(int events);

    /** Nothing more is told. */
    abstract void end();

    static IoRegistration join(EventLoop loop, IoHandle handle) throws IOException {
        Future<IoRegistration> registering = ((IoEventLoop) loop).register(handle);
        IoRegistration made = registering.getNow();
        if (made == null) {
            throw new IOException("not registered", registering.cause());
        }
        return made;
    }
}

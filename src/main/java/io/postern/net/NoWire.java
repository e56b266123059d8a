package io.postern.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.postern.directive.Errno;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The wire of a connection that could not even be begun: the system had no socket for it, or the loop no room.
 *
 * @param cause what the system said; null where it was not asked
 */
record NoWire(
        EventLoop loop, SocketAddress remote, @Nullable Throwable cause, String failure) implements Wire {
    static NoWire unmade(EventLoop loop, SocketAddress to, Throwable why) {
        Throwable cause = why.getCause();
        return new NoWire(loop, to, cause == null ? why : cause, "socket() failed");
    }

    static NoWire full(EventLoop loop, SocketAddress to, int most) {
        return new NoWire(loop, to, null, most + " worker_connections are not enough");
    }

    @Override
    public SocketAddress local() {
        return remote;
    }

    @Override
    public void tell(Events events) {}

    @Override
    public void await(int most) {}

    @Override
    public int read(byte[] into, int at, int most) {
        return FAILED;
    }

    @Override
    public void unread(byte[] from, int at, int length) {}

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public boolean write(byte[] from, int at, int length) {
        return false;
    }

    @Override
    public boolean write(ByteBuf bytes) {
        bytes.release();
        return false;
    }

    @Override
    public int move(Wire to, int most) {
        return FAILED;
    }

    @Override
    public int pending() {
        return 0;
    }

    @Override
    public boolean broken() {
        return true;
    }

    @Override
    public int errno() {
        return cause == null ? 0 : Errno.of(cause);
    }

    @Override
    public boolean closed() {
        return true;
    }

    @Override
    public void close() {}

    @Override
    public void endOutput() {}

    @Override
    public void whenClosed(Runnable then) {}
}

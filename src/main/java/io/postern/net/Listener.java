package io.postern.net;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.postern.directive.Errno;
import io.postern.log.Level;
import io.postern.log.Log;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A bound listening socket. Its acceptor can be exchanged while it listens: a reload keeps the socket and changes who serves it. */
public abstract class Listener {
    /** What a client on a unix socket calls itself: nothing. */
    static final SocketAddress UNNAMED = UnixDomainSocketAddress.of("");

    private volatile Listening listening;
    private volatile @Nullable Acceptor acceptor;
    private volatile boolean lent;

    Listener(Listening listening) {
        this.listening = listening;
    }

    public Listening listening() {
        return listening;
    }

    /** What {@code listen} says of this socket from now on; not all of it can be changed on a socket that is open. */
    void tune(Listening wanted, Log log) {
        listening = wanted;
    }

    /** Whom connections accepted from now on are given to. */
    public void serve(Acceptor by) {
        acceptor = by;
    }

    /** Who serves; null when nobody does yet. */
    @Nullable
    Acceptor acceptor() {
        return acceptor;
    }

    /** Begins to accept, once; connections are spread over the loops. */
    abstract void start(EventLoop loop, EventLoopGroup loops, Slots slots);

    /** The socket's descriptor; empty for a transport that hides it. */
    abstract OptionalInt descriptor();

    /** Whether connections are taken; those not taken wait in the kernel's queue. */
    abstract void accepting(boolean take);

    /** Closes the socket alone. */
    abstract void closeSocket();

    /** Says whether the socket is somebody else's, and goes on without us. */
    void lent(boolean now) {
        lent = now;
    }

    boolean isLent() {
        return lent;
    }

    /** Closes the socket; a unix socket's file goes with it, unless it is lent. */
    void close(Log log) {
        closeSocket();
        if (!lent && listening.address() instanceof UnixDomainSocketAddress unix) {
            try {
                Files.delete(unix.getPath());
            } catch (IOException e) {
                log.write(Level.EMERG, Errno.of(e), "unlink() " + unix.getPath() + " failed");
            }
        }
    }

    /** Tells the acceptor what went wrong. */
    void failed(Throwable why) {
        Acceptor to = acceptor;
        if (to != null) {
            to.failed(listening.address(), Errno.of(why));
        }
    }
}

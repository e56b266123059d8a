package io.postern.net;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/** A way to the system's sockets. */
public interface Transport {
    /**
     * The transport behind a {@code use} directive: bare descriptors where the system has epoll, the JDK's selector else.
     *
     * @param use the directive's value; empty when there is none
     */
    static Transport of(String use) {
        if (!Epoll.isAvailable()) {
            return new NioTransport();
        }
        return switch (use) {
            case "", "epoll" -> new SocketTransport(new EpollReadiness());
            case "io_uring" -> new SocketTransport(new UringReadiness());
            default -> new NioTransport();
        };
    }

    /** Why {@code use io_uring} cannot be had on this machine; nothing where it can. */
    static Optional<String> withoutRing() {
        return Epoll.isAvailable() ? UringReadiness.missing() : Optional.of("needs Linux");
    }

    /** Event loops, one thread each. No thread runs before its loop is given something to do. */
    IoEventLoopGroup loops(int count, ThreadFactory threads);

    /**
     * Makes a listening socket on the calling thread, which may have privileges that event loops lack. Nothing is accepted before
     * {@link Listener#start}.
     *
     * @throws IOException with the system's words, when the address cannot be had
     */
    Listener bind(Listening wanted) throws IOException;

    /**
     * Takes over a socket that listens already.
     *
     * @throws IOException when the descriptor is none, or the transport cannot
     */
    default Listener adopt(int descriptor) throws IOException {
        throw new IOException("Operation not supported");
    }

    /**
     * Begins a connection, on its event loop; TCP_NODELAY is left off, as nginx's mail leaves it.
     *
     * @return the wire; {@link Wire#broken} when it failed at once. Else {@link Wire.Events#writable} tells that it stands,
     *     {@link Wire.Events#readable} that it does not
     */
    Wire connect(EventLoop loop, SocketAddress to, Wire.Events events);
}

package io.postern.net;

import java.net.SocketAddress;

/** Who takes the connections of one listening socket. */
public interface Acceptor {
    /** Takes a new connection; called on the connection's event loop. */
    void accept(Wire wire);

    /** accept(2) failed with this number; called on the listener's event loop. */
    void failed(SocketAddress address, int errno);

    /** A connection was closed at once because its event loop has as many as it may; called on that loop. */
    default void full(int most) {}
}

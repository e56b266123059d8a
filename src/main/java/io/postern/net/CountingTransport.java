package io.postern.net;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.ThreadFactory;

/** A transport whose outgoing connections take a slot of their loop and a number (ngx_event_connect_peer). */
record CountingTransport(Transport transport, Slots slots) implements Transport {
    @Override
    public IoEventLoopGroup loops(int count, ThreadFactory threads) {
        return transport.loops(count, threads);
    }

    @Override
    public Listener bind(Listening wanted) throws IOException {
        return transport.bind(wanted);
    }

    @Override
    public Listener adopt(int descriptor) throws IOException {
        return transport.adopt(descriptor);
    }

    @Override
    public Wire connect(EventLoop loop, SocketAddress to, Wire.Events events) {
        if (!slots.makeRoom(loop)) {
            return NoWire.full(loop, to, slots.most());
        }
        Wire wire = transport.connect(loop, to, events);
        if (!ConnectionError.noSocket(wire)) {
            ConnectionNumbers.next();
        }
        if (!wire.closed()) {
            slots.hold(loop, wire);
        }
        return wire;
    }
}

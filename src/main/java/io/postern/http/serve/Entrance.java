package io.postern.http.serve;

import io.postern.http.exchange.Peer;
import io.postern.http.match.Http;
import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.net.AddressText;
import io.postern.net.ConnectionError;
import io.postern.net.ConnectionNumbers;
import io.postern.net.ProxyHeader;
import io.postern.net.Wire;
import io.postern.session.ProxySource;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Consumer;

/** What comes before the first request: the PROXY header, TLS. Confined to the connection's event loop. */
final class Entrance {
    private final Wire wire;
    private final Http.Group group;
    private Peer peer;
    private Log log;
    private Consumer<Peer> then = p -> {};
    private Runnable refused = () -> {};
    private boolean waiting;

    Entrance(Wire wire, Http.Group group) {
        this.wire = wire;
        this.group = group;
        this.peer = peer(wire, group);
        this.log = NOTHING;
    }

    private static final Log NOTHING = new Log() {
        @Override
        public boolean takes(io.postern.log.Level level) {
            return false;
        }

        @Override
        public void write(io.postern.log.Level level, String text) {}

        @Override
        public void write(io.postern.log.Level level, int errno, String text) {}
    };

    private static Peer peer(Wire wire, Http.Group group) {
        SocketAddress remote = wire.remote();
        SocketAddress local = wire.local();
        InetAddress address = remote instanceof InetSocketAddress r ? r.getAddress() : null;
        return new Peer(
                ConnectionNumbers.next(),
                System.nanoTime(),
                address,
                AddressText.of(remote),
                remote instanceof InetSocketAddress r ? r.getPort() : 0,
                AddressText.of(local),
                local instanceof InetSocketAddress l ? l.getPort() : 0,
                null,
                null,
                group.listen().address(),
                AddressText.of(remote),
                remote instanceof InetSocketAddress r ? r.getPort() : 0);
    }

    Peer peer() {
        return peer;
    }

    /** The listener as the log names it. */
    String listener() {
        return AddressText.withPort(group.listen().address());
    }

    /** Whether a PROXY header comes first. */
    boolean proxied() {
        return group.listen().proxyProtocol();
    }

    void begin(Log to, Runnable refuse, Consumer<Peer> go) {
        log = to;
        then = go;
        refused = refuse;
        if (proxied()) {
            waiting = true;
            wire.await(ProxyHeader.MAX);
        } else {
            then.accept(peer);
        }
    }

    void readable() {
        if (!waiting) {
            return;
        }
        byte[] bytes = new byte[ProxyHeader.MAX];
        int n = wire.read(bytes, 0, bytes.length);
        if (n == Wire.AGAIN) {
            return;
        }
        if (n == Wire.END) {
            log.write(Level.INFO, "client closed connection");
        } else if (n == Wire.FAILED) {
            log.write(ConnectionError.level(wire.errno(), Level.INFO), wire.errno(), wire.failure());
        }
        ProxyHeader header = n <= 0 ? null : ProxyHeader.read(bytes, n, log);
        if (header == null) {
            refused.run();
            return;
        }
        waiting = false;
        wire.unread(bytes, header.length(), n - header.length());
        if (header.source() != null && header.destination() != null) {
            ProxySource source = new ProxySource(
                    header.source(), header.sourcePort(), header.destination(), header.destinationPort());
            peer = peer.proxied(source);
        }
        then.accept(peer);
    }
}

package io.postern.side;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The three parties around a proxy - a client, an auth server and a back end - played by one thread over non-blocking sockets, one
 * session after the other. Confined to the thread that made it.
 */
final class Stage implements AutoCloseable {
    /** Who speaks with the proxy. */
    enum Part {
        CLIENT,
        AUTH,
        BACKEND
    }

    private final Selector selector = Selector.open();
    private final ServerSocketChannel auth = listen();
    private final Path folder = Files.createTempDirectory("stage");
    private final ServerSocketChannel unixAuth = listen(folder.resolve("auth"));
    private final ServerSocketChannel backend = listen();
    private final @Nullable ServerSocketChannel backend6 =
            alsoIpv6(backend.socket().getLocalPort());
    private final Socket refusing = new Socket();
    private final DeafServer deaf = new DeafServer();
    private final Map<Part, List<Wire>> wires = new EnumMap<>(Part.class);
    private final byte[] scratch = new byte[65_536];

    Stage() throws IOException {
        auth.register(selector, SelectionKey.OP_ACCEPT, Part.AUTH);
        unixAuth.register(selector, SelectionKey.OP_ACCEPT, Part.AUTH);
        for (ServerSocketChannel listener : backends()) {
            listener.register(selector, SelectionKey.OP_ACCEPT, Part.BACKEND);
        }
        refusing.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        strike();
    }

    private static ServerSocketChannel listen() throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        channel.configureBlocking(false);
        return channel;
    }

    private static ServerSocketChannel listen(Path path) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(path), 64);
        channel.configureBlocking(false);
        return channel;
    }

    /** The same port of ::1, where there is such an address and nobody has it. */
    private static @Nullable ServerSocketChannel alsoIpv6(int port) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.bind(new InetSocketAddress(Place.loopback6(), port), 64);
            channel.configureBlocking(false);
            return channel;
        } catch (IOException none) {
            channel.close();
            return null;
        }
    }

    private List<ServerSocketChannel> backends() {
        return backend6 == null ? List.of(backend) : List.of(backend, backend6);
    }

    int authPort() {
        return auth.socket().getLocalPort();
    }

    /** The auth server's other address, a unix socket. */
    Path authPath() {
        return folder.resolve("auth");
    }

    int backendPort() {
        return backend.socket().getLocalPort();
    }

    /** A port that is taken but refuses every connection. */
    int refusingPort() {
        return refusing.getLocalPort();
    }

    /** A port that neither takes nor refuses connections. */
    int deafPort() {
        return deaf.port();
    }

    /** Begins a session. */
    void connect(SocketAddress proxy) throws IOException {
        SocketChannel channel = SocketChannel.open(proxy);
        add(Part.CLIENT, new Wire(channel));
    }

    private void add(Part part, Wire wire) throws IOException {
        of(part).add(wire);
        wire.watchedBy(selector);
    }

    /** That party's connections in this session, oldest first. */
    List<Wire> of(Part part) {
        return wires.computeIfAbsent(part, p -> new ArrayList<>());
    }

    /** That party's latest connection, if there is one. */
    @Nullable
    Wire latest(Part part) {
        List<Wire> all = of(part);
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    /**
     * Takes in what happens, until {@code done} or until nothing at all has happened for so long.
     *
     * @return whether it was done
     */
    boolean watch(long quietMillis, BooleanSupplier done) throws IOException {
        return watch(quietMillis, quietMillis, done);
    }

    /**
     * The same.
     *
     * @param slowMillis how long nothing must have happened before a goodbye is answered: who goes without waiting for the answer has
     *     gone by then, and the answer does not decide how that looks
     */
    boolean watch(long quietMillis, long slowMillis, BooleanSupplier done) throws IOException {
        while (!done.getAsBoolean()) {
            boolean owing = of(Part.CLIENT).stream().anyMatch(Wire::owesGoodbye);
            // a wire that was closed may have made the selector look already
            if (selector.selectedKeys().isEmpty()
                    && selector.select(owing ? Math.min(slowMillis, quietMillis) : quietMillis) == 0) {
                if (!owing) {
                    return done.getAsBoolean();
                }
                of(Part.CLIENT).forEach(Wire::answerGoodbye);
            }
            for (Iterator<SelectionKey> i = selector.selectedKeys().iterator(); i.hasNext(); i.remove()) {
                handle(i.next());
            }
        }
        return true;
    }

    private void handle(SelectionKey key) throws IOException {
        if (!key.isValid()) {
            return;
        }
        if (key.attachment() instanceof Wire wire) {
            wire.read(scratch);
            if (wire.over()) {
                key.cancel();
            }
        } else if (key.attachment() instanceof Part part && key.channel() instanceof ServerSocketChannel listener) {
            SocketChannel accepted = listener.accept();
            if (accepted != null) {
                add(part, new Wire(accepted));
            }
        }
    }

    /**
     * Ends the session: closes what is open and forgets it, and whoever is still knocking. The client goes before the back end does, or the
     * proxy would be free to write to it or not.
     */
    void strike() throws IOException {
        for (List<Wire> all : wires.values()) {
            all.forEach(Wire::close);
            all.clear();
        }
        selector.selectedKeys().clear();
        List<ServerSocketChannel> listeners = new ArrayList<>(backends());
        listeners.add(auth);
        listeners.add(unixAuth);
        for (ServerSocketChannel listener : listeners) {
            for (SocketChannel late = listener.accept(); late != null; late = listener.accept()) {
                late.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        strike();
        auth.close();
        unixAuth.close();
        Files.deleteIfExists(authPath());
        Files.deleteIfExists(folder);
        for (ServerSocketChannel listener : backends()) {
            listener.close();
        }
        refusing.close();
        deaf.close();
        selector.close();
    }
}

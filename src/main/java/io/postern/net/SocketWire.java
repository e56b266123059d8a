package io.postern.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A wire over a bare descriptor on a loop of Netty's: watched from once on, edge-triggered, read and written directly, so that what a
 * session does not read stays in the kernel and each call's outcome is known at once, as in nginx. It owns memory only while its peer
 * does not drain.
 */
final class SocketWire implements Wire, Watch.Told {
    private final Socket socket;
    private final Inlet inlet;
    private final Outlet outlet;
    private final Passage passage = new Passage();
    private final Interest interest;
    private final Trouble trouble = new Trouble();
    private final EventLoop loop;
    private final SocketAddress remote;
    private final @Nullable SocketAddress fixedLocal;
    private Events events = NOBODY;
    private boolean posted;
    private boolean connecting;
    private boolean closed;
    private boolean resets;
    private boolean corked;
    private Runnable whenClosed = () -> {};

    /** @param local the address on our side; null to ask the kernel when somebody wants to know */
    SocketWire(
            Socket socket, Readiness readiness, EventLoop loop, SocketAddress remote, @Nullable SocketAddress local) {
        this.socket = socket;
        interest = new Interest(readiness.watch(socket, Watch.Mode.EDGE, this));
        inlet = new Inlet(socket, trouble);
        outlet = new Outlet(socket, interest, trouble);
        this.loop = loop;
        this.remote = remote;
        fixedLocal = local;
    }

    /** Begins to hear of events; on the event loop. */
    void register() {
        try {
            interest.begin(loop, connecting);
        } catch (IOException e) {
            trouble.isUnwatched(e, watching());
        }
    }

    /** nginx's call for it (ngx_epoll_add_connection, ngx_epoll_add_event). */
    private String watching() {
        return "epoll_ctl(" + (connecting ? "EPOLL_CTL_ADD" : "1") + ", " + socket.intValue() + ")";
    }

    /** Connects; {@link #broken} afterwards when that failed at once. */
    void connect(SocketAddress to) {
        try {
            connecting = true;
            if (socket.connect(to)) {
                loop.execute(this::stands);
            }
            register();
        } catch (NoRouteToHostException e) {
            trouble.is(Unreachable.said(remote, e));
        } catch (IOException e) {
            trouble.is(e);
        }
    }

    private void stands() {
        if (connecting && !closed) {
            connecting = false;
            Guarded.writable(events);
        }
    }

    @Override
    public void told(int ops) {
        if (!connecting && outlet.isEmpty()) {
            interest.told(ops);
        }
        boolean broke = (ops & (Watch.ERR | Watch.HUP)) != 0;
        if ((ops & Watch.RDHUP) != 0) {
            inlet.halfClosed();
        }
        if (broke || (ops & (Watch.IN | Watch.RDHUP)) != 0) {
            inlet.filled();
            if (!closed) {
                Guarded.readable(events);
            }
        }
        if (!closed && (broke || (ops & Watch.OUT) != 0)) {
            if (connecting) {
                stands();
            } else if (!outlet.isEmpty()) {
                drain();
            }
        }
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public SocketAddress remote() {
        return remote;
    }

    @Override
    public SocketAddress local() {
        if (fixedLocal != null) {
            return fixedLocal;
        }
        InetSocketAddress asked = socket.localAddress();
        return asked == null ? remote : Family.of(remote, asked);
    }

    @Override
    public void tell(Events newEvents) {
        events = newEvents;
    }

    @Override
    public boolean ready() {
        return inlet.ready() || trouble.any();
    }

    @Override
    public void await(int most) {
        if (ready() && !posted && !closed) {
            posted = true;
            loop.execute(this::post);
        }
    }

    @Override
    public void awaitMore(int most) {
        // the next event calls, even where the end is known already; after a failure there is none
        if (trouble.any()) {
            await(most);
        }
    }

    @Override
    public boolean nearEnd() {
        return inlet.nearEnd();
    }

    private void post() {
        posted = false;
        if (!closed && ready()) {
            Guarded.readable(events);
        }
    }

    @Override
    public int read(byte[] into, int at, int most) {
        return inlet.read(into, at, most);
    }

    @Override
    public int read(ByteBuf into, int most) {
        if (inlet.ahead().any()) {
            return Wire.super.read(into, most);
        }
        int n = inlet.receive(into.memoryAddress() + into.writerIndex(), most);
        into.writerIndex(into.writerIndex() + Math.max(n, 0));
        return n;
    }

    @Override
    public int peek(byte[] into, int at, int most) {
        return inlet.ahead().any() ? Wire.super.peek(into, at, most) : inlet.peek(into, at, most);
    }

    /** What comes in. */
    Inlet inlet() {
        return inlet;
    }

    /** What goes out. */
    Outlet outlet() {
        return outlet;
    }

    @Override
    public void unread(byte[] from, int at, int length) {
        inlet.ahead().put(from, at, length);
    }

    @Override
    public int move(Wire to, int most) {
        return passage.move(this, to, most);
    }

    @Override
    public boolean write(byte[] from, int at, int length) {
        return outlet.write(from, at, length);
    }

    @Override
    public boolean write(ByteBuf bytes) {
        return outlet.write(bytes);
    }

    @Override
    public int offer(ByteBuf bytes) {
        return outlet.offer(bytes);
    }

    /** Without this a busy machine may let the peer answer the last bytes before we close. */
    @Override
    public void lastWords() {
        if (remote instanceof InetSocketAddress) {
            SocketCalls.cork(socket, true);
            corked = true;
        }
    }

    @Override
    public int room() {
        try {
            return outlet.isEmpty()
                    ? Math.max(0, Splice.room(socket, LoopMemory.get().option()))
                    : 0;
        } catch (IOException e) {
            return 0; // whoever writes meets what is wrong
        }
    }

    /** What was done with this socket has failed. */
    void failed(IOException why, boolean sending) {
        trouble.is(why, sending);
    }

    Socket socket() {
        return socket;
    }

    /** The kernel takes more: gives it what is held. */
    private void drain() {
        try {
            if (outlet.drain()) {
                Guarded.writable(events);
            }
        } catch (IOException e) {
            trouble.is(e, true);
            Guarded.readable(events);
        }
    }

    @Override
    public int pending() {
        return outlet.handed();
    }

    @Override
    public int untaken() {
        return outlet.untaken();
    }

    @Override
    public long stalled() {
        return outlet.stalled();
    }

    @Override
    public boolean broken() {
        return trouble.cause() != null;
    }

    @Override
    public int errno() {
        return trouble.errno();
    }

    /** Whether the system would not tell of it (fs.epoll.max_user_watches). */
    boolean unwatched() {
        return trouble.unwatched();
    }

    @Override
    public String failure() {
        return trouble.words();
    }

    @Override
    public @Nullable Throwable cause() {
        return trouble.cause();
    }

    @Override
    public boolean closed() {
        return closed;
    }

    @Override
    public void whenClosed(Runnable then) {
        whenClosed = then;
    }

    @Override
    public void reset() {
        resets = true;
    }

    @Override
    public void endOutput() {
        if (!closed) {
            try {
                SocketCalls.endOutput(socket);
            } catch (IOException e) {
                trouble.is(e);
            }
        }
    }

    @Override
    public void close() {
        Runnable then = whenClosed;
        whenClosed = () -> {};
        then.run();
        if (closed) {
            return;
        }
        closed = true;
        events = NOBODY;
        outlet.forget();
        try {
            if ((resets || inlet.ahead().any() || (corked && inlet.leavesBytes()))
                    && remote instanceof InetSocketAddress) {
                if (corked) {
                    // a reset would take the last words with it
                    SocketCalls.cork(socket, false);
                }
                socket.setSoLinger(0);
            }
            socket.close();
        } catch (IOException e) {
            trouble.is(e);
        }
        interest.end();
    }
}

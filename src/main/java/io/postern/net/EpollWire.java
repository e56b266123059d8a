package io.postern.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.netty.util.concurrent.Future;
import io.postern.log.Errno;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A wire over a bare descriptor on Netty's epoll loop: registered once, edge-triggered, read and written directly, so that what a
 * session does not read stays in the kernel and each call's outcome is known at once, as in nginx. It owns memory only while its peer
 * does not drain. TLS turns it into a channel.
 */
final class EpollWire implements Wire, EpollIoHandle {
    private static final int EPOLLHUP = 0x10;
    private static final EpollIoOps ALL = EpollIoOps.EPOLLIN
            .with(EpollIoOps.EPOLLOUT)
            .with(EpollIoOps.EPOLLRDHUP)
            .with(EpollIoOps.EPOLLET);
    private static final byte[] NONE = {};

    private final Socket socket;
    private final Unsent unsent;
    private final EventLoop loop;
    private final SocketAddress remote;
    private final @Nullable SocketAddress fixedLocal;
    private Events events = ChannelWire.NOBODY;
    private @Nullable IoRegistration registration;
    private @Nullable IOException failure;
    private @Nullable Wire successor;
    private byte[] ahead = NONE;
    /** How many moves in a row have filled the room there was and left nothing behind: a bulk transfer. */
    private int fullMoves;

    private boolean readable;
    private boolean halfClosed;
    private boolean posted;
    private boolean connecting;
    private boolean sendFailed;
    private boolean closed;
    private Runnable whenClosed = () -> {};

    /** @param local the address on our side; null to ask the kernel when somebody wants to know */
    EpollWire(Socket socket, EventLoop loop, SocketAddress remote, @Nullable SocketAddress local) {
        this.socket = socket;
        unsent = new Unsent(socket);
        this.loop = loop;
        this.remote = remote;
        fixedLocal = local;
    }

    /** Begins to hear of events; on the event loop. */
    void register() {
        Future<IoRegistration> registering = ((IoEventLoop) loop).register(this);
        IoRegistration made = registering.getNow();
        if (made == null) {
            fail(new IOException("not registered", registering.cause()));
            return;
        }
        registration = made;
        made.submit(ALL);
    }

    /** Connects; {@link #broken} afterwards when that failed at once. */
    void connect(SocketAddress to) {
        try {
            connecting = true;
            if (socket.connect(to)) {
                loop.execute(this::stands);
            }
            register();
        } catch (IOException e) {
            fail(e);
        }
    }

    private void stands() {
        if (connecting && !closed) {
            connecting = false;
            events.writable();
        }
    }

    @Override
    public void handle(IoRegistration from, IoEvent event) {
        int ops = ((EpollIoEvent) event).ops().value();
        boolean broke = (ops & (EpollIoOps.EPOLLERR.value() | EPOLLHUP)) != 0;
        if ((ops & EpollIoOps.EPOLLRDHUP.value()) != 0) {
            halfClosed = true;
        }
        if (broke || (ops & (EpollIoOps.EPOLLIN.value() | EpollIoOps.EPOLLRDHUP.value())) != 0) {
            readable = true;
            if (!closed) {
                events.readable();
            }
        }
        if (!closed && (broke || (ops & EpollIoOps.EPOLLOUT.value()) != 0)) {
            if (connecting) {
                stands();
            } else if (!unsent.isEmpty()) {
                drain();
            }
        }
    }

    @Override
    public FileDescriptor fd() {
        return socket;
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
        return asked == null ? remote : asked;
    }

    @Override
    public void tell(Events newEvents) {
        events = newEvents;
    }

    @Override
    public boolean ready() {
        return readable || ahead.length > 0 || failure != null;
    }

    @Override
    public void await(int most) {
        if (ready() && !posted && !closed) {
            posted = true;
            loop.execute(this::post);
        }
    }

    private void post() {
        posted = false;
        if (!closed && ready()) {
            events.readable();
        }
    }

    @Override
    public int read(byte[] into, int at, int most) {
        if (ahead.length > 0) {
            int n = Math.min(most, ahead.length);
            System.arraycopy(ahead, 0, into, at, n);
            ahead = Arrays.copyOfRange(ahead, n, ahead.length);
            return n;
        }
        ByteBuffer passing = LoopMemory.get().passing();
        int n = receive(passing, most);
        if (n > 0) {
            passing.get(0, into, at, n);
        }
        return n;
    }

    /** recv(2), with nginx's idea of when asking again is worth it: after a short read it is not, unless the end is near. */
    private int receive(ByteBuffer into, int most) {
        if (failure != null) {
            return FAILED;
        }
        if (!readable) {
            return AGAIN;
        }
        int room = Math.min(most, LoopMemory.SIZE);
        try {
            int n = socket.recv(into, 0, room);
            if (n > 0) {
                readable = n == room || halfClosed;
                return n;
            }
            readable = n != 0;
            return n == 0 ? AGAIN : END;
        } catch (IOException e) {
            fail(e);
            return FAILED;
        }
    }

    private void fail(IOException e) {
        failure = e;
    }

    @Override
    public void unread(byte[] from, int at, int length) {
        if (length > 0) {
            byte[] all = Arrays.copyOf(Arrays.copyOfRange(from, at, at + length), length + ahead.length);
            System.arraycopy(ahead, 0, all, length, ahead.length);
            ahead = all;
        }
    }

    @Override
    public int move(Wire to, int most) {
        if (ahead.length > 0) {
            int n = Math.min(most, ahead.length);
            byte[] first = ahead;
            ahead = Arrays.copyOfRange(first, n, first.length);
            to.write(first, 0, n);
            return n;
        }
        return to instanceof EpollWire raw ? pass(raw, most) : copy(to, most);
    }

    private int pass(EpollWire to, int most) {
        if (fullMoves >= Splice.AFTER && readable && to.unsent.isEmpty()) {
            int n = Splice.move(this, to, most);
            if (n > 0) {
                return n;
            }
            fullMoves = 0; // nothing there, the end, an error or a slow receiver: the usual way finds out which
        }
        ByteBuffer passing = LoopMemory.get().passing();
        int n = receive(passing, most);
        if (n > 0) {
            to.send(passing, 0, n);
            fullMoves = n == most && to.unsent.isEmpty() ? fullMoves + 1 : 0;
        }
        return n;
    }

    private int copy(Wire to, int most) {
        ByteBuffer passing = LoopMemory.get().passing();
        int n = receive(passing, most);
        if (n > 0) {
            to.write(ByteBufAllocator.DEFAULT
                    .directBuffer(n)
                    .writeBytes(passing.duplicate().clear().limit(n)));
        }
        return n;
    }

    @Override
    public boolean write(byte[] from, int at, int length) {
        ByteBuffer passing = LoopMemory.get().passing();
        int done = 0;
        while (done < length) {
            int n = Math.min(length - done, LoopMemory.SIZE);
            passing.put(0, from, at + done, n);
            if (!send(passing, 0, n)) {
                return false;
            }
            done += n;
        }
        return true;
    }

    @Override
    public boolean write(ByteBuf bytes) {
        try {
            if (bytes.isDirect() && bytes.nioBufferCount() == 1) {
                ByteBuffer direct = bytes.nioBuffer();
                return send(direct, direct.position(), direct.limit());
            }
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.readBytes(copy);
            return write(copy, 0, copy.length);
        } finally {
            bytes.release();
        }
    }

    /** A direct buffer's bytes; its position does not matter. */
    boolean send(ByteBuffer bytes, int from, int to) {
        if (failure != null) {
            return false;
        }
        try {
            unsent.send(bytes, from, to);
            return true;
        } catch (IOException e) {
            failed(e, true);
            return false;
        }
    }

    /** What was done with this socket has failed. */
    void failed(IOException why, boolean sending) {
        failure = why;
        sendFailed = sending;
    }

    Socket socket() {
        return socket;
    }

    /** The kernel takes more: gives it what is held. */
    private void drain() {
        try {
            if (unsent.drain(LoopMemory.get().passing())) {
                events.writable();
            }
        } catch (IOException e) {
            sendFailed = true;
            fail(e);
            events.readable();
        }
    }

    @Override
    public int pending() {
        return unsent.handed();
    }

    @Override
    public boolean broken() {
        return failure != null;
    }

    @Override
    public int errno() {
        return failure == null ? 0 : Errno.of(failure);
    }

    @Override
    public String failure() {
        return sendFailed ? "send() failed" : "recv() failed";
    }

    @Override
    public @Nullable Throwable cause() {
        return failure;
    }

    @Override
    public Wire secure(ChannelHandler tls, Future<?> handshake, Consumer<@Nullable Throwable> then) {
        IoRegistration registered = registration;
        if (registered != null) {
            registered.cancel();
        }
        Channel channel = remote instanceof InetSocketAddress
                ? new EpollSocketChannel(socket.intValue())
                : new EpollDomainSocketChannel(socket.intValue());
        ChannelWire next = new ChannelWire(channel, remote, local());
        successor = next;
        next.whenClosed(whenClosed);
        whenClosed = () -> {};
        closed = true;
        loop.register(channel);
        next.tell(events);
        next.unread(ahead, 0, ahead.length);
        byte[] rest = unsent.rest();
        if (rest.length > 0) {
            next.write(rest, 0, rest.length);
        }
        return next.secure(tls, handshake, then);
    }

    @Override
    public boolean secured() {
        return false;
    }

    @Override
    public boolean closed() {
        return successor == null ? closed : successor.closed();
    }

    @Override
    public void whenClosed(Runnable then) {
        whenClosed = then;
    }

    @Override
    public void close() {
        Runnable then = whenClosed;
        whenClosed = () -> {};
        then.run();
        if (successor != null) {
            successor.close();
            return;
        }
        if (closed) {
            return;
        }
        closed = true;
        events = ChannelWire.NOBODY;
        unsent.forget();
        try {
            if (ahead.length > 0 && remote instanceof InetSocketAddress) {
                socket.setSoLinger(0);
            }
            socket.close();
        } catch (IOException e) {
            fail(e);
        }
        if (registration != null) {
            registration.cancel();
        }
    }
}

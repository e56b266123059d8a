package io.postern.net;

import io.netty.buffer.ByteBuf;
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
import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.netty.util.concurrent.Future;
import io.postern.log.Errno;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A wire over a bare descriptor on Netty's epoll loop: registered once, edge-triggered, read and written directly, so that what a
 * session does not read stays in the kernel and each call's outcome is known at once, as in nginx. It owns memory only while its peer
 * does not drain. TLS turns it into a channel.
 */
final class EpollWire implements Wire, EpollIoHandle {
    private static final int EPOLLHUP = 0x10;

    private final Socket socket;
    private final Inlet inlet;
    private final Unsent unsent;
    private final Passage passage = new Passage();
    private final Interest interest = new Interest();
    private final EventLoop loop;
    private final SocketAddress remote;
    private final @Nullable SocketAddress fixedLocal;
    private Events events = ChannelWire.NOBODY;
    private @Nullable IoRegistration registration;
    private @Nullable IOException failure;
    /** Met behind bytes that had been put back: what is done next fails of it. */
    private @Nullable IOException met;

    private @Nullable Wire successor;

    private boolean posted;
    private boolean connecting;
    private boolean sendFailed;
    private boolean closed;
    private Runnable whenClosed = () -> {};

    /** @param local the address on our side; null to ask the kernel when somebody wants to know */
    EpollWire(Socket socket, EventLoop loop, SocketAddress remote, @Nullable SocketAddress local) {
        this.socket = socket;
        inlet = new Inlet(socket);
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
        interest.begin(made, !connecting && !(remote instanceof InetSocketAddress));
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
        if (!connecting && unsent.isEmpty()) {
            interest.told(ops);
        }
        boolean broke = (ops & (EpollIoOps.EPOLLERR.value() | EPOLLHUP)) != 0;
        if ((ops & EpollIoOps.EPOLLRDHUP.value()) != 0) {
            inlet.halfClosed();
        }
        if (broke || (ops & (EpollIoOps.EPOLLIN.value() | EpollIoOps.EPOLLRDHUP.value())) != 0) {
            inlet.filled();
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
        return asked == null ? remote : Family.of(remote, asked);
    }

    @Override
    public void tell(Events newEvents) {
        events = newEvents;
    }

    @Override
    public boolean ready() {
        return inlet.ready() || failure != null || met != null;
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
        if (failure != null || met != null) {
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
            events.readable();
        }
    }

    @Override
    public int read(byte[] into, int at, int most) {
        if (inlet.hasAhead()) {
            int n = inlet.readAhead(into, at, most);
            int more = n == most ? 0 : Math.max(0, fromKernel(into, at + n, most - n));
            met = failure;
            failure = null;
            return n + more;
        }
        return fromKernel(into, at, most);
    }

    private int fromKernel(byte[] into, int at, int most) {
        if (hasFailed(false)) {
            return FAILED;
        }
        try {
            return inlet.receive(LoopMemory.get(), into, at, most);
        } catch (IOException e) {
            fail(e);
            return FAILED;
        }
    }

    /** Reads into the loop's memory. */
    int receive(LoopMemory into, int most) {
        if (hasFailed(false)) {
            return FAILED;
        }
        try {
            return inlet.receive(into, most);
        } catch (IOException e) {
            fail(e);
            return FAILED;
        }
    }

    private void fail(IOException e) {
        failure = e;
    }

    private boolean hasFailed(boolean sending) {
        IOException behind = met;
        if (failure == null && behind != null) {
            failed(behind, sending);
        }
        return failure != null;
    }

    /** What comes in. */
    Inlet inlet() {
        return inlet;
    }

    /** Whether the kernel has taken all. */
    boolean sentAll() {
        return unsent.isEmpty();
    }

    @Override
    public void unread(byte[] from, int at, int length) {
        inlet.unread(from, at, length);
    }

    @Override
    public int move(Wire to, int most) {
        return passage.move(this, to, most);
    }

    @Override
    public boolean write(byte[] from, int at, int length) {
        LoopMemory memory = LoopMemory.get();
        int done = 0;
        while (done < length) {
            int n = Math.min(length - done, LoopMemory.SIZE);
            memory.passing().put(0, from, at + done, n);
            if (!send(memory, n)) {
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
                return send(direct, Buffer.memoryAddress(direct), direct.position(), direct.limit());
            }
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.readBytes(copy);
            return write(copy, 0, copy.length);
        } finally {
            bytes.release();
        }
    }

    /** So many bytes of the loop's memory. */
    boolean send(LoopMemory memory, int length) {
        return send(memory.passing(), memory.address(), 0, length);
    }

    private boolean send(ByteBuffer bytes, long address, int from, int to) {
        if (hasFailed(true)) {
            return false;
        }
        try {
            unsent.send(bytes, address, from, to);
            if (!unsent.isEmpty()) {
                interest.inWriting();
            }
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
            if (unsent.drain(LoopMemory.get())) {
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
        // a channel asks for the error when it is made, and forgets it; a reset may have come before any event told of
        // it
        failure = pendingError();
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
        byte[] first = inlet.takeAhead();
        next.unread(first, 0, first.length);
        byte[] rest = unsent.rest();
        if (rest.length > 0) {
            next.write(rest, 0, rest.length);
        }
        Wire secured = next.secure(tls, handshake, then);
        if (failure != null) {
            channel.pipeline().fireExceptionCaught(failure);
        }
        return secured;
    }

    private @Nullable IOException pendingError() {
        try {
            int errno = socket.getSoError();
            return errno == 0 ? null : new Errors.NativeIoException("recvAddress", -errno);
        } catch (IOException e) {
            return e;
        }
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
    public void endOutput() {
        if (successor != null) {
            successor.endOutput();
        } else if (!closed) {
            try {
                socket.shutdown(false, true);
            } catch (IOException e) {
                fail(e);
            } catch (NotYetConnectedException e) {
                // the other side has reset the connection: ENOTCONN is no IOException in Netty
                fail(new IOException("Transport endpoint is not connected", e));
            }
        }
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
            if (inlet.hasAhead() && remote instanceof InetSocketAddress) {
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

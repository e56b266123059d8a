package io.postern.net;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.NativeInetAddress;
import io.netty.channel.unix.Socket;
import io.netty.util.concurrent.Future;
import io.postern.directive.Errno;
import io.postern.log.Log;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A listening descriptor on Netty's epoll loop. As in nginx, each event takes one connection (it comes again while more are waiting)
 * and a connection costs one accept4(2), which tells the client's address too; ours is asked for only behind a wildcard and only when
 * somebody wants to know.
 */
final class EpollListener extends Listener {
    /** Of an address as accept hands it out: its length, 16 bytes, scope and port. */
    private static final int ADDRESS_SIZE = 25;

    private final Socket socket;
    private final boolean unix;
    private final byte[] address = new byte[ADDRESS_SIZE];
    private final @Nullable SocketAddress local;
    private final Handle handle = new Handle();
    private @Nullable EventLoop own;
    private @Nullable EventLoopGroup loops;
    private @Nullable Slots slots;
    private @Nullable IoRegistration registration;
    /** Whether connections are wanted: after an error they are not taken for a while although they are. */
    private boolean wanted;
    /** Whether the last attempt to take a connection failed, of something that may go on. */
    private boolean failedBefore;

    EpollListener(Listening listening, Socket socket) {
        super(listening);
        this.socket = socket;
        unix = listening.address() instanceof UnixDomainSocketAddress;
        local = listening.address() instanceof InetSocketAddress inet
                        && inet.getAddress().isAnyLocalAddress()
                ? null
                : listening.address();
    }

    @Override
    void start(EventLoop loop, EventLoopGroup group, Slots room) {
        if (own == null) {
            own = loop;
            loops = group;
            slots = room;
            accepting(true);
        }
    }

    @Override
    void tune(Listening wanted, Log log) {
        new Tuning(socket, wanted, log).apply(listening(), wanted);
        super.tune(wanted, log);
    }

    @Override
    OptionalInt descriptor() {
        return OptionalInt.of(socket.intValue());
    }

    @Override
    void accepting(boolean take) {
        if (own == null) {
            return;
        }
        on(() -> {
            wanted = take;
            if (take) {
                register();
            } else {
                cancel();
            }
        });
    }

    @Override
    void closeSocket() {
        on(() -> {
            wanted = false;
            cancel();
            try {
                socket.close();
            } catch (IOException e) {
                failed(e);
            }
        });
    }

    /** Runs this on the loop and waits for it; at once where no loop is concerned yet. */
    private void on(Runnable what) {
        EventLoop loop = own;
        if (loop == null || loop.inEventLoop()) {
            what.run();
        } else {
            loop.submit(what).syncUninterruptibly();
        }
    }

    private void register() {
        if (registration == null && socket.isOpen() && own instanceof IoEventLoop loop) {
            Future<IoRegistration> registering = loop.register(handle);
            IoRegistration made = registering.getNow();
            if (made == null) {
                throw new IllegalStateException("not registered", registering.cause());
            }
            made.submit(EpollIoOps.EPOLLIN);
            registration = made;
        }
    }

    private void cancel() {
        IoRegistration made = registration;
        registration = null;
        if (made != null) {
            made.cancel();
        }
    }

    private void accept() {
        int descriptor;
        try {
            descriptor = socket.accept(address);
        } catch (IOException e) {
            failed(e);
            int errno = Errno.of(e);
            if (errno == Errno.EMFILE || errno == Errno.ENFILE || failedBefore) {
                pause();
            }
            failedBefore = errno != Errno.ECONNABORTED;
            return;
        }
        failedBefore = false;
        if (descriptor >= 0) {
            take(descriptor);
        }
    }

    private void take(int descriptor) {
        Socket client = new Socket(descriptor);
        Acceptor to = acceptor();
        EventLoopGroup group = loops;
        Slots room = slots;
        EventLoop loop = group == null ? null : group.next();
        if (to == null || loop == null || room == null) {
            close(client);
            return;
        }
        SocketAddress remote =
                unix ? UNNAMED : Family.of(listening().address(), NativeInetAddress.address(address, 1, address[0]));
        if (loop.inEventLoop()) {
            begin(client, remote, loop, room, to);
        } else {
            loop.execute(() -> begin(client, remote, loop, room, to));
        }
    }

    /** On the connection's loop, which alone knows whether it has room. */
    private void begin(Socket client, SocketAddress remote, EventLoop loop, Slots room, Acceptor to) {
        if (!room.makeRoom(loop)) {
            close(client);
            to.full(room.most());
            return;
        }
        EpollWire wire = new EpollWire(client, loop, remote, local);
        room.hold(loop, wire);
        wire.register();
        to.accept(wire);
    }

    private void close(Socket client) {
        try {
            client.close();
        } catch (IOException e) {
            failed(e);
        }
    }

    /** accept(2) failed. Out of descriptors, or when it has failed twice, it would fail again at once, for ever. */
    private void pause() {
        cancel();
        if (own != null && slots != null) {
            own.schedule(
                    () -> {
                        if (wanted) {
                            register();
                        }
                    },
                    slots.delay(),
                    TimeUnit.MILLISECONDS);
        }
    }

    /** What the loop knows of us. */
    private final class Handle implements EpollIoHandle {
        @Override
        public FileDescriptor fd() {
            return socket;
        }

        @Override
        public void handle(IoRegistration from, IoEvent event) {
            accept();
        }

        /** The loop ends. */
        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}

package io.postern.net;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.unix.NativeInetAddress;
import io.netty.channel.unix.Socket;
import io.postern.directive.Errno;
import io.postern.log.Log;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A listening descriptor on a loop of Netty's. As in nginx, each event takes one connection (it comes again while more are waiting)
 * and a connection costs one accept4(2), which tells the client's address too; ours is asked for only behind a wildcard and only when
 * somebody wants to know.
 */
final class SocketListener extends Listener {
    /** Of an address as accept hands it out: its length, 16 bytes, scope and port. */
    private static final int ADDRESS_SIZE = 25;

    private final Socket socket;
    private final Readiness readiness;
    private final LoopDoors doors;
    private final boolean unix;
    private final byte[] address = new byte[ADDRESS_SIZE];
    private final @Nullable SocketAddress local;
    private @Nullable EventLoop own;
    private @Nullable EventLoopGroup loops;
    private @Nullable Slots slots;
    private @Nullable Watch watch;
    /** Whether connections are wanted: after an error they are not taken for a while although they are. */
    private boolean wanted;
    /** Whether the last attempt to take a connection failed, of something that may go on. */
    private boolean failedBefore;

    /** @param doors the listeners of the same transport */
    SocketListener(Listening listening, Socket socket, Readiness readiness, LoopDoors doors) {
        super(listening);
        this.doors = doors;
        this.socket = socket;
        this.readiness = readiness;
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
            on(() -> doors.add(loop, this));
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
            if (own != null) {
                doors.remove(own, this);
            }
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
        EventLoop loop = own;
        if (watch == null && socket.isOpen() && loop != null) {
            Watch made = readiness.watch(socket, Watch.Mode.LEVEL, new Waiting());
            try {
                made.begin(loop, Watch.IN);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            watch = made;
        }
    }

    private void cancel() {
        Watch made = watch;
        watch = null;
        if (made != null) {
            made.end();
        }
    }

    private void accept() {
        int descriptor;
        try {
            descriptor = socket.accept(address);
        } catch (IOException e) {
            failed(e);
            int errno = Errno.of(e);
            if (errno == Errno.EMFILE || errno == Errno.ENFILE) {
                restTogether();
            } else if (failedBefore) {
                cancel();
                later(this::goOn);
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
        SocketWire wire = new SocketWire(client, readiness, loop, remote, local);
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

    /**
     * Out of descriptors, accepting would fail again at once, for ever, and so it would on all sockets of the loop: after a while this one
     * tries first.
     */
    private void restTogether() {
        EventLoop loop = own;
        if (loop != null) {
            doors.all(loop).forEach(SocketListener::cancel);
            later(() -> {
                doors.all(loop).forEach(SocketListener::goOn);
                if (watch != null) {
                    accept();
                }
            });
        }
    }

    private void later(Runnable then) {
        if (own != null && slots != null) {
            own.schedule(then, slots.delay(), TimeUnit.MILLISECONDS);
        }
    }

    private void goOn() {
        if (wanted) {
            register();
        }
    }

    /** What the loop tells. */
    private final class Waiting implements Watch.Told {
        @Override
        public void told(int events) {
            // not where another socket has let all rest meanwhile
            if (watch != null) {
                accept();
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}

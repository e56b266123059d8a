package io.postern.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.postern.directive.IpText;
import io.postern.log.Errno;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A bound listening socket. Its acceptor can be exchanged while it listens: a reload keeps the socket and changes who serves it. */
public final class Listener {
    /** nginx's accept_mutex_delay: how long we stop after running out of descriptors. */
    private static final long PAUSE_MILLIS = 500;

    private final Listening listening;
    private final Channel server;
    private final Runnable closeUnstarted;
    private volatile @Nullable Acceptor acceptor;
    private boolean started;
    private @Nullable EventLoop accepting;

    Listener(Listening listening, Channel server, Runnable closeUnstarted) {
        this.listening = listening;
        this.server = server;
        this.closeUnstarted = closeUnstarted;
        server.config().setAutoRead(true);
        server.pipeline().addLast(new Accepting());
    }

    public Listening listening() {
        return listening;
    }

    /** Whom connections accepted from now on are given to. */
    public void serve(Acceptor by) {
        acceptor = by;
    }

    /** Begins to accept; connections are spread over the loops. */
    void start(EventLoop loop, EventLoopGroup loops, Slots slots) {
        if (started) {
            return;
        }
        started = true;
        Accepting handler = server.pipeline().get(Accepting.class);
        handler.loops = loops;
        handler.slots = slots;
        accepting = loop;
        loop.register(server).syncUninterruptibly();
    }

    /** The socket's descriptor; empty for a transport that hides it. */
    OptionalInt descriptor() {
        return server instanceof UnixChannel unix ? OptionalInt.of(unix.fd().intValue()) : OptionalInt.empty();
    }

    /**
     * Whether connections are taken; those not taken wait in the kernel's queue. Switching auto-read off would not do: the read that
     * was asked for before takes one more.
     */
    void accepting(boolean take) {
        EventLoop loop = accepting;
        if (loop != null && take != server.isRegistered()) {
            (take ? loop.register(server) : server.deregister()).syncUninterruptibly();
        }
    }

    /** Closes the socket; a unix socket's file goes with it. */
    void close() {
        close(false);
    }

    /** Closes the socket; a unix socket's file goes with it unless another process listens there too. */
    void close(boolean shared) {
        if (started) {
            server.close().syncUninterruptibly();
        } else {
            closeUnstarted.run();
        }
        if (!shared && listening.address() instanceof UnixDomainSocketAddress unix) {
            try {
                Files.deleteIfExists(unix.getPath());
            } catch (IOException e) {
                Acceptor to = acceptor;
                if (to != null) {
                    to.failed(listening.address(), Errno.of(e));
                }
            }
        }
    }

    /** The address to which a client of ours connected, or from which it did, in the family of the listening socket. */
    private SocketAddress inFamily(@Nullable SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            return address instanceof UnixDomainSocketAddress ? address : UnixDomainSocketAddress.of("");
        }
        if (inet.getAddress() instanceof Inet4Address v4
                && listening.address() instanceof InetSocketAddress own
                && own.getAddress() instanceof Inet6Address) {
            return new InetSocketAddress(mapped(v4), inet.getPort());
        }
        return inet;
    }

    private static InetAddress mapped(Inet4Address v4) {
        byte[] bytes = new byte[16];
        bytes[10] = -1;
        bytes[11] = -1;
        System.arraycopy(v4.getAddress(), 0, bytes, 12, 4);
        return IpText.address(bytes);
    }

    /** Takes accepted channels to their loop and makes wires of them. */
    @Sharable
    private final class Accepting extends ChannelInboundHandlerAdapter {
        private @Nullable EventLoopGroup loops;
        private @Nullable Slots slots;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            Channel child = (Channel) message;
            Acceptor to = acceptor;
            EventLoopGroup group = loops;
            Slots room = slots;
            if (to == null || group == null || room == null) {
                child.unsafe().closeForcibly();
                return;
            }
            EventLoop loop = group.next();
            if (!room.free(loop)) {
                child.unsafe().closeForcibly();
                to.full(room.most());
                return;
            }
            boolean unix = listening.address() instanceof UnixDomainSocketAddress;
            SocketAddress remote = inFamily(unix ? null : child.remoteAddress());
            SocketAddress local = unix ? listening.address() : inFamily(child.localAddress());
            if (child instanceof UnixChannel bare && bare.fd() instanceof Socket socket) {
                if (child.config() instanceof SocketChannelConfig tcp) {
                    tcp.setTcpNoDelay(false);
                }
                EpollWire wire = new EpollWire(socket, loop, remote, local);
                room.hold(loop, wire);
                loop.execute(() -> {
                    wire.register();
                    to.accept(wire);
                });
                return;
            }
            ChannelWire wire = new ChannelWire(child, remote, local);
            room.hold(loop, wire);
            loop.register(child).addListener(done -> {
                if (done.isSuccess()) {
                    to.accept(wire);
                } else {
                    wire.close();
                }
            });
        }

        /** accept(2) failed. Out of descriptors it would fail again at once, for ever. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable thrown) {
            Acceptor to = acceptor;
            if (to != null) {
                to.failed(listening.address(), Errno.of(thrown));
            }
            ctx.channel().config().setAutoRead(false);
            ctx.executor()
                    .schedule(() -> ctx.channel().config().setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}

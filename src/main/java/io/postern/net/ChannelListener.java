package io.postern.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.unix.UnixChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A listening socket that is a Netty channel, of any transport. */
final class ChannelListener extends Listener {
    private final Channel server;
    private boolean started;
    private @Nullable EventLoop accepting;

    ChannelListener(Listening listening, Channel server) {
        super(listening);
        this.server = server;
        server.config().setAutoRead(true);
        server.pipeline().addLast(new Accepting());
    }

    @Override
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

    @Override
    OptionalInt descriptor() {
        return server instanceof UnixChannel unix ? OptionalInt.of(unix.fd().intValue()) : OptionalInt.empty();
    }

    /** Switching auto-read off would not do: the read that was asked for before takes one more. */
    @Override
    void accepting(boolean take) {
        EventLoop loop = accepting;
        if (loop != null && take != server.isRegistered()) {
            (take ? loop.register(server) : server.deregister()).syncUninterruptibly();
        }
    }

    @Override
    void closeSocket() {
        if (started) {
            server.close().syncUninterruptibly();
        } else {
            server.unsafe().closeForcibly();
        }
    }

    private SocketAddress inFamily(@Nullable SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            return Family.of(listening().address(), inet);
        }
        return address instanceof UnixDomainSocketAddress ? address : UNNAMED;
    }

    /** Takes accepted channels to their loop and makes wires of them. */
    @Sharable
    private final class Accepting extends ChannelInboundHandlerAdapter {
        private @Nullable EventLoopGroup loops;
        private @Nullable Slots slots;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            Channel child = (Channel) message;
            Acceptor to = acceptor();
            EventLoopGroup group = loops;
            Slots room = slots;
            if (to == null || group == null || room == null) {
                child.unsafe().closeForcibly();
                return;
            }
            EventLoop loop = group.next();
            if (loop.inEventLoop()) {
                begin(child, loop, room, to);
            } else {
                loop.execute(() -> begin(child, loop, room, to));
            }
        }

        /** On the connection's loop, which alone knows whether it has room. */
        private void begin(Channel child, EventLoop loop, Slots room, Acceptor to) {
            if (!room.makeRoom(loop)) {
                child.unsafe().closeForcibly();
                to.full(room.most());
                return;
            }
            boolean unix = listening().address() instanceof UnixDomainSocketAddress;
            SocketAddress remote = inFamily(unix ? null : child.remoteAddress());
            SocketAddress local = unix ? listening().address() : inFamily(child.localAddress());
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
            failed(thrown);
            ctx.channel().config().setAutoRead(false);
            Slots room = slots;
            long delay = room == null ? 0 : room.delay();
            ctx.executor().schedule(() -> ctx.channel().config().setAutoRead(true), delay, TimeUnit.MILLISECONDS);
        }
    }
}

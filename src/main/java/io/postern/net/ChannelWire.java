package io.postern.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.util.ReferenceCountUtil;
import io.postern.directive.Errno;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A wire over a Netty channel: any transport. Auto-read is off; one channel read is asked for when a reader finds
 * nothing, of the size that the reader has room for.
 */
public final class ChannelWire extends ChannelInboundHandlerAdapter implements Wire {
    private final Channel channel;
    private final SocketAddress remote;
    private final SocketAddress local;
    private final ReadSize readSize = new ReadSize();
    private final ChannelOutput output;
    private Events events = NOBODY;
    private @Nullable ByteBuf inbound;
    private @Nullable Throwable cause;
    private boolean asked;
    private boolean fresh;
    private boolean muted;
    private boolean ended;
    private boolean broken;
    private boolean closed;
    private boolean resets;
    private Runnable whenClosed = () -> {};

    /** Wraps a channel that is not registered yet, and joins its pipeline. */
    public ChannelWire(Channel channel, SocketAddress remote, SocketAddress local) {
        this.channel = channel;
        output = new ChannelOutput(channel, this::drained);
        this.remote = remote;
        this.local = local;
        if (channel.config() instanceof SocketChannelConfig tcp) {
            tcp.setTcpNoDelay(false);
        }
        channel.config().setAutoRead(false);
        channel.config().setRecvByteBufAllocator(readSize);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        channel.pipeline().addLast(this);
    }

    @Override
    public EventLoop loop() {
        return channel.eventLoop();
    }

    @Override
    public SocketAddress remote() {
        return remote;
    }

    @Override
    public SocketAddress local() {
        return local;
    }

    @Override
    public void tell(Events newEvents) {
        events = newEvents;
    }

    @Override
    public boolean ready() {
        return inbound != null || ended || broken;
    }

    @Override
    public void await(int most) {
        if (ready()) {
            loop().execute(this::tellReadable);
        } else {
            ask(most);
        }
    }

    /** What comes in this same turn of the loop was there already: as in nginx it waits until there is more, or the end. */
    @Override
    public void awaitMore(int most) {
        if (broken || ended) {
            await(most);
            return;
        }
        muted = true;
        loop().execute(() -> muted = false);
        ask(most);
    }

    @Override
    public void forgo() {
        if (asked && !closed) {
            asked = false;
            // Netty has no other way to take back a read
            channel.config().setAutoRead(true);
            channel.config().setAutoRead(false);
        }
    }

    private void ask(int most) {
        if (!asked && !closed) {
            asked = true;
            readSize.set(most);
            channel.read();
        }
    }

    @Override
    public int read(byte[] into, int at, int most) {
        ByteBuf has = inbound;
        if (has == null) {
            return nothing(most);
        }
        int n = Math.min(most, has.readableBytes());
        has.readBytes(into, at, n);
        release(has);
        return n;
    }

    @Override
    public int read(ByteBuf into, int most) {
        ByteBuf has = inbound;
        if (has == null) {
            return nothing(most);
        }
        int n = Math.min(most, has.readableBytes());
        into.writeBytes(has, n);
        release(has);
        return n;
    }

    @Override
    public int move(Wire to, int most) {
        ByteBuf has = inbound;
        if (has == null) {
            return nothing(most);
        }
        int n = has.readableBytes();
        if (n <= most) {
            inbound = null;
            to.write(has);
            return n;
        }
        to.write(has.readRetainedSlice(most));
        return most;
    }

    private int nothing(int most) {
        if (broken) {
            return FAILED;
        }
        if (ended) {
            return END;
        }
        ask(most);
        return AGAIN;
    }

    private void release(ByteBuf has) {
        if (!has.isReadable()) {
            inbound = null;
            has.release();
        }
    }

    @Override
    public void unread(byte[] from, int at, int length) {
        if (length > 0) {
            ByteBuf back = channel.alloc().buffer(length).writeBytes(from, at, length);
            inbound = inbound == null ? back : Unpooled.wrappedBuffer(back, inbound);
        }
    }

    @Override
    public boolean write(byte[] from, int at, int length) {
        return write(channel.alloc().directBuffer(length).writeBytes(from, at, length));
    }

    @Override
    public boolean write(ByteBuf bytes) {
        output.write(bytes);
        return !broken;
    }

    private void drained() {
        if (!closed) {
            Guarded.writable(events);
        }
    }

    @Override
    public int pending() {
        return output.handed();
    }

    @Override
    public int untaken() {
        return output.untaken();
    }

    @Override
    public boolean broken() {
        return broken;
    }

    @Override
    public int errno() {
        return cause == null ? 0 : Errno.of(cause);
    }

    @Override
    public String failure() {
        String message = cause == null ? null : cause.getMessage();
        boolean sent = message != null
                && (message.startsWith("send") || message.startsWith("write") || message.startsWith("Broken pipe"));
        return sent ? "send() failed" : "recv() failed";
    }

    @Override
    public @Nullable Throwable cause() {
        return cause;
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
        if (!closed && channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            whenClosed.run();
            events = NOBODY;
            if (inbound != null) {
                inbound.release();
                inbound = null;
                resets = true;
            }
            if (resets && channel.config() instanceof SocketChannelConfig tcp) {
                tcp.setSoLinger(0);
            }
            channel.close();
        }
    }

    /** The connection that was being made stands, or there is none. */
    void connected(@Nullable Throwable failure) {
        if (closed) {
            return;
        }
        if (failure == null) {
            Guarded.writable(events);
        } else {
            fail(failure);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (closed || !bytes.isReadable()) {
            bytes.release();
            return;
        }
        asked = false;
        fresh = true;
        inbound = inbound == null ? bytes : Unpooled.wrappedBuffer(inbound, bytes);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (inbound != null && muted) {
            fresh = false;
            channel.read();
        } else if (inbound != null && fresh) {
            fresh = false;
            Guarded.readable(events);
        } else if (inbound != null) {
            // Netty tells of the end after this; a reader must find it behind what is held here
            loop().execute(this::tellReadable);
        } else if (asked && !ended && !broken) {
            channel.read();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent || event instanceof ChannelInputShutdownReadComplete) {
            end();
        }
        ReferenceCountUtil.release(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
    }

    private void end() {
        boolean first = !ended;
        ended = true;
        if (first) {
            tellReadable();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable thrown) {
        fail(thrown);
    }

    private void fail(Throwable thrown) {
        if (!broken) {
            broken = true;
            cause = thrown;
            if (!output.writing()) {
                tellReadable();
            }
        }
    }

    private void tellReadable() {
        if (!closed && (asked || inbound != null || ready())) {
            asked = false;
            Guarded.readable(events);
        }
    }
}

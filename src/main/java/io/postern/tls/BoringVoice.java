package io.postern.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.postern.log.Errno;
import io.postern.log.Level;
import org.jspecify.annotations.Nullable;

/** What one connection says in TLS: the session's words, and what the engine has to say by itself. Confined to its event loop. */
final class BoringVoice implements BoringHandshake.Voice {
    private final ChannelHandlerContext ctx;
    private @Nullable BoringEngine engine;
    private boolean unflushed;

    BoringVoice(ChannelHandlerContext ctx, BoringEngine engine) {
        this.ctx = ctx;
        this.engine = engine;
    }

    /** The engine is freed. */
    void end() {
        engine = null;
    }

    @Override
    public boolean drain() {
        ByteBuf out = engine == null ? null : engine.drain(ctx.alloc());
        if (out == null) {
            return false;
        }
        ctx.write(out);
        unflushed = true;
        return true;
    }

    @Override
    public void alert(int number) {
        ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {21, 3, 3, 0, 2, 2, (byte) number}));
    }

    void flush() {
        ctx.flush();
        unflushed = false;
    }

    /** Flushes if the engine has said anything since the last time. */
    void flushSaid() {
        if (unflushed) {
            flush();
        }
    }

    /**
     * The session says this.
     *
     * @param ready whether the handshake is done
     */
    void write(ByteBuf plain, ChannelPromise promise, boolean ready) {
        if (!plain.isReadable()) {
            ctx.write(plain, promise);
            return;
        }
        if (engine == null || !ready) {
            plain.release();
            promise.tryFailure(new TlsFailure(Level.INFO, 0, "SSL_write() failed"));
            return;
        }
        ByteBuf direct = plain.hasMemoryAddress() ? plain : copy(ctx, plain);
        try {
            ByteBuf out = engine.encrypt(direct, ctx.alloc());
            if (out == null) {
                TlsFailure failure = engine.failure("SSL_write() failed");
                if (promise.isVoid()) {
                    ctx.fireExceptionCaught(failure);
                } else {
                    promise.tryFailure(failure);
                }
            } else {
                ctx.write(out, promise);
            }
        } finally {
            direct.release();
        }
    }

    /** The same bytes where the engine can read them; the others are released. */
    static ByteBuf copy(ChannelHandlerContext ctx, ByteBuf bytes) {
        try {
            return ctx.alloc()
                    .directBuffer(bytes.readableBytes())
                    .writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
        } finally {
            bytes.release();
        }
    }

    /** With bytes unsent, nginx does not say goodbye. */
    static boolean waiting(ChannelHandlerContext ctx) {
        ChannelOutboundBuffer out = ctx.channel().unsafe().outboundBuffer();
        return out == null || !out.isEmpty();
    }

    /** Whether this was met when writing. */
    static boolean writing(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.startsWith("send") || message.startsWith("write") || message.startsWith("Broken pipe");
    }

    /**
     * What went wrong below, as nginx says it.
     *
     * @param reset whether Netty has read a reset; nginx, which does not read while it cannot use what comes, meets it when it writes
     */
    static Throwable failure(Throwable cause, boolean reset) {
        return cause instanceof TlsFailure
                ? cause
                : new TlsFailure(Level.INFO, reset ? Errno.ECONNRESET : Errno.of(cause), "SSL_write() failed");
    }
}

package io.postern.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import io.postern.log.Errno;
import io.postern.log.Level;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** TLS of one connection in BoringSSL: the server's side of ngx_event_openssl.c. Confined to its event loop. */
final class BoringGuard extends ChannelDuplexHandler implements Encryption.Guard {
    private static final String LATE_WORDS = "APPLICATION_DATA_AFTER_CLOSE_NOTIFY";

    /** How long nginx waits for the other side's goodbye (ngx_ssl_shutdown). */
    static final int GOODBYE_SECONDS = 3;

    private final BoringEncryption server;
    private final String alpn;
    private final Promise<Void> handshake = ImmediateEventExecutor.INSTANCE.newPromise();
    private @Nullable BoringEngine engine;
    private @Nullable BoringHandshake shaking;
    private Encryption.@Nullable Complaint complaint;
    private @Nullable TlsFacts facts;
    private @Nullable ChannelPromise closing;
    private @Nullable Future<?> patience;
    private @Nullable ByteBuf held;
    private boolean endHeld;
    private boolean wanted = true;
    private boolean gone;
    private boolean quiet;
    private boolean hastened;
    private boolean given;
    private boolean unflushed;
    private boolean reset;
    private boolean unread;
    private Consumer<Throwable> afterwards = failure -> {};

    BoringGuard(BoringEncryption server, String alpn) {
        this.server = server;
        this.alpn = alpn;
    }

    @Override
    public ChannelHandler handler() {
        return this;
    }

    @Override
    public Future<?> handshake() {
        return handshake;
    }

    @Override
    public Encryption.@Nullable Complaint complaint() {
        return complaint;
    }

    @Override
    public TlsFacts facts() {
        if (facts == null) {
            throw new IllegalStateException("no handshake yet");
        }
        return facts;
    }

    @Override
    public void quiet() {
        quiet = true;
    }

    @Override
    public void hasten() {
        hastened = true;
    }

    @Override
    public void unread() {
        unread = true;
    }

    @Override
    public void forgo() {
        wanted = false;
    }

    @Override
    public void afterwards(Consumer<Throwable> then) {
        afterwards = then;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        engine = new BoringEngine(server.open());
        shaking = new BoringHandshake(engine, alpn);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (engine != null) {
            engine.free();
            engine = null;
        }
        if (held != null) {
            held.release();
            held = null;
        }
    }

    /** Whether what comes now has to wait until somebody asks for it, as it would in the kernel. */
    private boolean early() {
        return (!wanted || held != null) && handshake.isSuccess() && closing == null && !gone;
    }

    private void hold(ByteBuf bytes) {
        held = held == null ? bytes : Unpooled.wrappedBuffer(held, bytes);
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        wanted = true;
        if (held != null || endHeld) {
            ctx.executor().execute(() -> catchUp(ctx));
        }
        if (!endHeld) {
            ctx.read();
        }
    }

    /** What came early is asked for now. */
    private void catchUp(ChannelHandlerContext ctx) {
        ByteBuf early = held;
        if (!wanted || engine == null || closing != null || gone) {
            return;
        }
        held = null;
        if (early != null) {
            channelRead(ctx, early);
            channelReadComplete(ctx);
        }
        if (endHeld && wanted && held == null && closing == null && !gone) {
            end(ctx);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (early()) {
            hold(bytes);
            return;
        }
        ByteBuf direct = bytes.hasMemoryAddress() ? bytes : copy(ctx, bytes);
        try {
            take(ctx, direct);
        } finally {
            direct.release();
        }
    }

    private static ByteBuf copy(ChannelHandlerContext ctx, ByteBuf bytes) {
        try {
            return ctx.alloc()
                    .directBuffer(bytes.readableBytes())
                    .writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
        } finally {
            bytes.release();
        }
    }

    private void take(ChannelHandlerContext ctx, ByteBuf in) {
        if (!handshake.isDone()) {
            shake(ctx, in);
        }
        while (handshake.isSuccess()
                && engine != null
                && !gone
                && !early()
                && (in.isReadable() || engine.pending() > 0)) {
            ByteBuf out = ctx.alloc().directBuffer(engine.roomFor(in));
            BoringEngine.State state = engine.decrypt(in, out);
            drain(ctx);
            if (out.isReadable() && closing == null) {
                given = true;
                ctx.fireChannelRead(out);
            } else {
                boolean late = out.isReadable();
                out.release();
                if (late) {
                    fail(ctx, EngineErrors.failure(step(), List.of(LATE_WORDS)));
                    return;
                }
            }
            switch (state) {
                case DONE, WRITE -> {}
                case READ -> {
                    if (!in.isReadable()) {
                        return;
                    }
                }
                case GOODBYE -> end(ctx);
                case FAILED -> fail(ctx, engine.failure(step()));
            }
        }
        if (in.isReadable() && early()) {
            hold(in.readRetainedSlice(in.readableBytes()));
        }
    }

    /** A session that has closed waits for the client's goodbye (SSL_shutdown in ngx_ssl_shutdown). */
    private String step() {
        return closing == null ? "SSL_read() failed" : "SSL_shutdown() failed";
    }

    private void shake(ChannelHandlerContext ctx, ByteBuf in) {
        BoringHandshake.Verdict verdict = shaking == null ? null : shaking.go(in, new Voice(ctx));
        if (verdict != null) {
            shaking = null;
            if (verdict.failure() == null) {
                established(ctx);
            } else {
                fail(ctx, verdict.failure());
            }
        }
    }

    /** What is said while hands are shaken. */
    private final class Voice implements BoringHandshake.Voice {
        private final ChannelHandlerContext ctx;

        Voice(ChannelHandlerContext ctx) {
            this.ctx = ctx;
        }

        @Override
        public boolean drain() {
            return BoringGuard.this.drain(ctx);
        }

        @Override
        public void alert(int number) {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {21, 3, 3, 0, 2, 2, (byte) number}));
        }
    }

    private void established(ChannelHandlerContext ctx) {
        if (engine == null) {
            return;
        }
        try {
            Establishment result = Establishment.of(server.material(), engine);
            facts = result.facts();
            complaint = result.complaint();
            if (complaint != null) {
                server.forget(engine.pointer());
            }
        } catch (TlsFailure failure) {
            fail(ctx, failure);
            return;
        }
        ctx.flush();
        unflushed = false;
        handshake.setSuccess(null);
    }

    private void fail(ChannelHandlerContext ctx, TlsFailure failure) {
        gone = true;
        ctx.flush();
        unflushed = false;
        if (closing != null) {
            afterwards.accept(failure);
            finish(ctx);
        } else if (!handshake.tryFailure(failure)) {
            ctx.fireExceptionCaught(failure);
        }
    }

    /** The client has said goodbye, or ended its half: for the session that is the same (ngx_ssl_handle_recv). */
    private void end(ChannelHandlerContext ctx) {
        gone = true;
        if (closing != null) {
            finish(ctx);
        } else if (!handshake.isDone()) {
            fail(ctx, BoringHandshake.peerClosed(0));
        } else {
            ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
    }

    /** Sends what the engine has to say by itself. */
    private boolean drain(ChannelHandlerContext ctx) {
        ByteBuf out = engine == null ? null : engine.drain(ctx.alloc());
        if (out == null) {
            return false;
        }
        ctx.write(out);
        unflushed = true;
        return true;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (unflushed) {
            unflushed = false;
            ctx.flush();
        }
        if (given || gone) {
            given = false;
            wanted = false;
        } else if (wanted && !endHeld) {
            // nothing of it was for the session, which still waits
            ctx.read();
        }
        ctx.fireChannelReadComplete();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ByteBuf plain = (ByteBuf) message;
        if (!plain.isReadable()) {
            ctx.write(plain, promise);
            return;
        }
        if (engine == null || !handshake.isSuccess()) {
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

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent || event instanceof ChannelInputShutdownReadComplete) {
            inputEnded(ctx);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    private void inputEnded(ChannelHandlerContext ctx) {
        if (early()) {
            endHeld = true;
        } else if (!gone) {
            end(ctx);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!handshake.isDone()) {
            fail(ctx, BoringHandshake.peerClosed(0));
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (closing != null) {
            gone = true;
            finish(ctx);
        } else if (!handshake.isDone()) {
            fail(ctx, cause instanceof TlsFailure own ? own : BoringHandshake.peerClosed(Errno.of(cause)));
        } else if (cause instanceof TlsFailure || writing(cause)) {
            ctx.fireExceptionCaught(
                    cause instanceof TlsFailure
                            ? cause
                            : new TlsFailure(Level.INFO, writeErrno(cause), "SSL_write() failed"));
        } else {
            reset = Errno.of(cause) == Errno.ECONNRESET;
            // nginx takes a reset for the end
            inputEnded(ctx);
        }
    }

    /** Netty has read the reset; nginx, which does not read while it cannot use what comes, meets it when it writes. */
    private int writeErrno(Throwable cause) {
        return reset ? Errno.ECONNRESET : Errno.of(cause);
    }

    private static boolean writing(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.startsWith("send") || message.startsWith("write") || message.startsWith("Broken pipe");
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (closing != null) {
            closing.addListener(f -> promise.trySuccess());
            finish(ctx);
            return;
        }
        if (engine == null || !handshake.isSuccess() || gone || quiet || waiting(ctx)) {
            ctx.close(promise);
            return;
        }
        closing = promise;
        engine.goodbye();
        drain(ctx);
        ctx.flush();
        unflushed = false;
        if (!ctx.channel().isOpen()) {
            // nobody is there to take it (ngx_ssl_shutdown is silent then)
            gone = true;
            finish(ctx);
            return;
        }
        if (unread) {
            fail(ctx, EngineErrors.failure(step(), List.of(LATE_WORDS)));
            return;
        }
        ByteBuf early = held;
        if (early != null) {
            held = null;
            channelRead(ctx, early);
        }
        if (endHeld || gone || hastened) {
            finish(ctx);
            return;
        }
        patience = ctx.channel().eventLoop().schedule(() -> finish(ctx), GOODBYE_SECONDS, TimeUnit.SECONDS);
        ctx.read();
    }

    /** With bytes unsent, nginx does not say goodbye. */
    static boolean waiting(ChannelHandlerContext ctx) {
        ChannelOutboundBuffer out = ctx.channel().unsafe().outboundBuffer();
        return out == null || !out.isEmpty();
    }

    private void finish(ChannelHandlerContext ctx) {
        if (patience != null) {
            // an alarm nobody waits for would wake the loop, and keep all of this in memory until then
            patience.cancel(false);
            patience = null;
        }
        ChannelPromise promise = closing;
        if (promise != null && ctx.channel().isOpen()) {
            ctx.close(promise);
        }
    }
}

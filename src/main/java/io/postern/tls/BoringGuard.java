package io.postern.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import io.postern.log.Errno;
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
    private @Nullable BoringVoice voice;
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
        voice = new BoringVoice(ctx, engine);
        shaking = new BoringHandshake(engine, alpn);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (engine != null) {
            engine.free();
            engine = null;
            voice(ctx).end();
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
        if (gone && closing == null) {
            bytes.release();
            if (ctx.channel().config() instanceof SocketChannelConfig tcp) {
                // nginx leaves in the kernel what follows a goodbye: the client sees a reset
                tcp.setSoLinger(0);
            }
            ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            return;
        }
        ByteBuf direct = bytes.hasMemoryAddress() ? bytes : BoringVoice.copy(ctx, bytes);
        try {
            take(ctx, direct);
        } finally {
            direct.release();
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
            voice(ctx).drain();
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
        BoringHandshake.Verdict verdict = shaking == null ? null : shaking.go(in, voice(ctx));
        if (verdict != null) {
            shaking = null;
            if (verdict.failure() == null) {
                established(ctx);
            } else {
                fail(ctx, verdict.failure());
            }
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
        voice(ctx).flush();
        handshake.setSuccess(null);
    }

    private void fail(ChannelHandlerContext ctx, TlsFailure failure) {
        gone = true;
        voice(ctx).flush();
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

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        voice(ctx).flushSaid();
        if (gone && closing == null) {
            // a goodbye that came with words is told of when something follows it
            ctx.read();
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
        voice(ctx).write((ByteBuf) message, promise, engine != null && handshake.isSuccess());
    }

    private BoringVoice voice(ChannelHandlerContext ctx) {
        BoringVoice made = voice;
        if (made == null) {
            throw new IllegalStateException("not in a pipeline: " + ctx);
        }
        return made;
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
        } else if (closing == null) {
            ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
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
        } else if (cause instanceof TlsFailure || BoringVoice.writing(cause)) {
            ctx.fireExceptionCaught(BoringVoice.failure(cause, reset));
        } else {
            reset = Errno.of(cause) == Errno.ECONNRESET;
            // nginx takes a reset for the end
            inputEnded(ctx);
        }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (closing != null) {
            closing.addListener(f -> promise.trySuccess());
            finish(ctx);
            return;
        }
        if (engine == null || !handshake.isSuccess() || gone || quiet || BoringVoice.waiting(ctx)) {
            ctx.close(promise);
            return;
        }
        closing = promise;
        engine.goodbye();
        voice(ctx).drain();
        voice(ctx).flush();
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

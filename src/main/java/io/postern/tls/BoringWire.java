package io.postern.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.postern.log.Level;
import io.postern.net.Alarm;
import io.postern.net.PutBack;
import io.postern.net.Wire;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A wire in TLS by BoringSSL over the wire that carries it: the server's side of ngx_event_openssl.c. It reads from that one only when it
 * is read from itself, so that what a session does not want stays in the kernel. Confined to its event loop.
 */
final class BoringWire implements Wire {
    /** How many milliseconds nginx waits for the other side's goodbye (ngx_ssl_shutdown). */
    static final long GOODBYE = 3_000;

    private static final String LATE_WORDS = "APPLICATION_DATA_AFTER_CLOSE_NOTIFY";
    private static final Events NOBODY = new Events() {
        @Override
        public void readable() {}

        @Override
        public void writable() {}
    };

    private final Wire below;
    private final BoringEngine engine;
    private final BoringGuard guard;
    private final BoringVoice voice;
    private final BoringEar ear;
    private final PutBack ahead = new PutBack();
    private Events events = NOBODY;
    private @Nullable TlsFailure cause;
    private @Nullable Alarm patience;
    private int handed;
    private boolean established;
    private boolean posted;
    private boolean closed;
    private boolean freed;

    BoringWire(Wire below, BoringEngine engine, BoringGuard guard) {
        this.below = below;
        this.engine = engine;
        this.guard = guard;
        voice = new BoringVoice(below, engine);
        ear = new BoringEar(below, engine, voice);
    }

    // --- the handshake
    // ---------------------------------------------------------------------------------------------------------

    /** Shakes hands; {@code then} hears why that failed, or null. */
    void shake(String alpn, Consumer<@Nullable Throwable> then) {
        BoringHandshake handshake = new BoringHandshake(engine, alpn);
        below.tell(new Events() {
            @Override
            public void readable() {
                shake(handshake, then);
            }

            @Override
            public void writable() {}
        });
        shake(handshake, then);
    }

    private void shake(BoringHandshake handshake, Consumer<@Nullable Throwable> then) {
        while (!freed && !established && cause == null) {
            ByteBuf in = TlsMemory.get().arriving();
            int n = below.read(in, TlsMemory.SEALED);
            if (n == AGAIN) {
                below.await(TlsMemory.SEALED);
                return;
            }
            BoringHandshake.Verdict verdict = n > 0
                    ? judged(handshake, in)
                    : new BoringHandshake.Verdict(BoringHandshake.peerClosed(n == END ? 0 : below.errno()));
            if (verdict == null) {
                voice.flush();
                continue;
            }
            TlsFailure failure = verdict.failure();
            if (failure == null) {
                established(in, then);
            } else {
                failed(failure, then);
            }
        }
    }

    /** What a client says may be anything: an error of ours about it ends this connection and no other. */
    private BoringHandshake.@Nullable Verdict judged(BoringHandshake handshake, ByteBuf in) {
        try {
            BoringHandshake.Verdict verdict = handshake.go(in, voice);
            if (verdict != null && verdict.failure() == null) {
                guard.established(engine);
            }
            return verdict;
        } catch (TlsFailure failure) {
            return new BoringHandshake.Verdict(failure);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            return new BoringHandshake.Verdict(new TlsFailure(Level.ALERT, 0, "SSL_do_handshake() failed: " + e));
        }
    }

    private void established(ByteBuf rest, Consumer<@Nullable Throwable> then) {
        established = true;
        ear.hold(rest);
        ear.settled();
        voice.flush();
        below.tell(new Words());
        then.accept(null);
    }

    private void failed(TlsFailure failure, Consumer<@Nullable Throwable> then) {
        cause = failure;
        voice.flush();
        then.accept(failure);
        if (below.closed()) {
            // whoever hears of it within our making knows only that one
            end();
        }
    }

    /** What happens below, once hands are shaken. */
    private final class Words implements Events {
        @Override
        public void readable() {
            if (closed) {
                part();
                return;
            }
            ear.filled();
            broke();
            events.readable();
        }

        @Override
        public void writable() {
            handed = 0;
            events.writable();
        }
    }

    /** What could not be sent at once has failed since. */
    private boolean broke() {
        if (cause == null && below.broken() && below.failure().startsWith("send")) {
            cause = new TlsFailure(Level.INFO, below.errno(), "SSL_write() failed");
        }
        return cause != null;
    }

    // --- reading
    // ---------------------------------------------------------------------------------------------------------------

    @Override
    public boolean ready() {
        return ear.ready() || ahead.any() || cause != null;
    }

    @Override
    public void await(int most) {
        if (!ready()) {
            below.awaitMore(TlsMemory.SEALED);
        } else if (!posted && !closed) {
            posted = true;
            loop().execute(this::post);
        }
    }

    private void post() {
        posted = false;
        if (!closed && ready()) {
            events.readable();
        }
    }

    @Override
    public void awaitMore(int most) {
        below.awaitMore(TlsMemory.SEALED);
    }

    @Override
    public void forgo() {
        below.forgo();
    }

    @Override
    public int read(byte[] into, int at, int most) {
        if (ahead.any()) {
            return ahead.read(into, at, most);
        }
        int all = 0;
        while (all < most) {
            ByteBuf plain = TlsMemory.get().plain();
            int room = Math.min(most - all, TlsMemory.PLAIN);
            int n = open(plain, room);
            if (n <= 0) {
                return all > 0 ? all : n;
            }
            plain.readBytes(into, at + all, n);
            all += n;
            if (n < room) {
                break;
            }
        }
        return all;
    }

    private int open(ByteBuf plain, int most) {
        if (!established || closed) {
            return AGAIN;
        }
        if (broke()) {
            return FAILED;
        }
        int n = ear.open(plain, most);
        if (n == FAILED) {
            cause = engine.failure("SSL_read() failed");
        }
        if (n == AGAIN) {
            below.awaitMore(TlsMemory.SEALED);
        }
        return n;
    }

    @Override
    public void unread(byte[] from, int at, int length) {
        ahead.put(from, at, length);
    }

    @Override
    public int move(Wire to, int most) {
        if (ahead.any()) {
            return ahead.move(to, most);
        }
        ByteBuf plain = TlsMemory.get().plain();
        // a record is here whole in any case: the kernel may have all that it takes of it, without being asked for each
        // part
        int n = open(plain, Math.max(most, TlsMemory.SEALED));
        if (n <= 0) {
            return n;
        }
        int taken = n > most ? to.offer(plain) : 0;
        int more = Math.min(plain.readableBytes(), taken > 0 ? 0 : most);
        int left = plain.readableBytes() - more;
        if (left > 0) {
            byte[] bytes = new byte[left];
            plain.getBytes(plain.readerIndex() + more, bytes);
            ahead.put(bytes, 0, left);
            plain.writerIndex(plain.writerIndex() - left);
        }
        if (more > 0) {
            to.write(plain.retain());
        }
        return taken + more;
    }

    // --- writing
    // ---------------------------------------------------------------------------------------------------------------

    @Override
    public boolean write(byte[] from, int at, int length) {
        for (int done = 0; done < length; ) {
            int n = Math.min(length - done, TlsMemory.PLAIN);
            if (!say(TlsMemory.get().plain().writeBytes(from, at + done, n))) {
                return false;
            }
            done += n;
        }
        return true;
    }

    @Override
    public boolean write(ByteBuf bytes) {
        try {
            if (bytes.hasMemoryAddress()) {
                return say(bytes);
            }
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.readBytes(copy);
            return write(copy, 0, copy.length);
        } finally {
            bytes.release();
        }
    }

    private boolean say(ByteBuf plain) {
        if (!established || closed || broke()) {
            return false;
        }
        int length = plain.readableBytes();
        if (!voice.say(plain)) {
            cause = below.broken()
                    ? new TlsFailure(Level.INFO, below.errno(), "SSL_write() failed")
                    : engine.failure("SSL_write() failed");
            return false;
        }
        handed = below.pending() == 0 ? 0 : handed + length;
        return true;
    }

    /** What records add to the bytes is less than a sixty-fourth of a bulk transfer. */
    @Override
    public int room() {
        int room = below.room();
        return room - room / 64;
    }

    @Override
    public int pending() {
        return handed;
    }

    // --- what is known of it
    // ---------------------------------------------------------------------------------------------------

    @Override
    public boolean broken() {
        return cause != null;
    }

    /** None: it is in the words of {@link #cause}. */
    @Override
    public int errno() {
        return 0;
    }

    @Override
    public String failure() {
        return below.failure();
    }

    @Override
    public @Nullable Throwable cause() {
        return cause;
    }

    @Override
    public EventLoop loop() {
        return below.loop();
    }

    @Override
    public SocketAddress remote() {
        return below.remote();
    }

    @Override
    public SocketAddress local() {
        return below.local();
    }

    @Override
    public void tell(Events newEvents) {
        events = newEvents;
    }

    @Override
    public Wire secure(ChannelHandler tls, Future<?> handshake, Consumer<@Nullable Throwable> then) {
        throw new IllegalStateException("in TLS already");
    }

    @Override
    public boolean secured() {
        return true;
    }

    @Override
    public boolean closed() {
        return closed || below.closed();
    }

    /** When the client has answered our goodbye, or has been waited for long enough. */
    @Override
    public void whenClosed(Runnable then) {
        below.whenClosed(then);
    }

    // --- the end
    // ---------------------------------------------------------------------------------------------------------------

    /** As TLS knows no half connection, nothing. */
    @Override
    public void endOutput() {}

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        events = NOBODY;
        // with bytes unsent, nginx does not say goodbye
        if (!established || guard.isQuiet() || ear.over() || cause != null || below.closed() || below.pending() > 0) {
            end();
            return;
        }
        engine.goodbye();
        voice.drain();
        voice.flush();
        if (below.broken() || guard.isHastened()) {
            // nobody is there to take it, or is waited for (ngx_ssl_shutdown is silent then)
            end();
            return;
        }
        patience = new Alarm(loop(), this::end);
        patience.set(GOODBYE);
        part();
    }

    /** What the client says behind our goodbye: its own, or something that it ought not to say. */
    private void part() {
        if (freed) {
            return;
        }
        // a byte will do: what else there is stays with the kernel, which then resets the connection
        int n = ahead.any() ? 1 : ear.open(TlsMemory.get().plain(), 1);
        if (n == AGAIN) {
            below.awaitMore(TlsMemory.SEALED);
            return;
        }
        if (n > 0) {
            guard.late(EngineErrors.failure("SSL_shutdown() failed", List.of(LATE_WORDS)));
        } else if (n == FAILED) {
            guard.late(engine.failure("SSL_shutdown() failed"));
        }
        end();
    }

    private void end() {
        if (!freed) {
            freed = true;
            if (patience != null) {
                patience.clear();
            }
            voice.end();
            ear.end();
            engine.free();
            below.close();
        }
    }
}

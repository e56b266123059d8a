package io.postern.tls.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.postern.directive.Errno;
import io.postern.log.Level;
import io.postern.net.Guarded;
import io.postern.net.PutBack;
import io.postern.net.Wire;
import io.postern.tls.TlsFailure;
import java.net.SocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A wire in TLS over the wire that carries it, as ngx_event_openssl.c makes one. It reads from that one only when it
 * is read from itself, so that what a session does not want stays in the kernel. Confined to its event loop.
 */
final class TlsWire implements Wire {
    private final Wire below;
    private final TlsEngine engine;
    private final TlsGuard guard;
    private final TlsVoice voice;
    private final TlsEar ear;
    private final PutBack ahead = new PutBack();
    private final TlsPassage passage;
    private Events events = NOBODY;
    private @Nullable TlsFailure cause;
    private @Nullable TlsParting parting;
    private int handed;
    private boolean established;
    private boolean posted;
    private boolean closed;
    private boolean freed;

    TlsWire(Wire below, TlsEngine engine, TlsGuard guard) {
        this.below = below;
        this.engine = engine;
        this.guard = guard;
        voice = new TlsVoice(below, engine);
        ear = new TlsEar(below, engine, voice);
        passage = new TlsPassage(this, ear, ahead);
    }

    /** Shakes hands; {@code then} hears why that failed, or null. */
    void open(Handshake handshake, Consumer<@Nullable Throwable> then) {
        new TlsOpening(below, voice, handshake, guard, new TlsOpening.Outcome() {
                    @Override
                    public void stands(ByteBuf rest) {
                        established(rest);
                        then.accept(null);
                    }

                    @Override
                    public void fell(TlsFailure failure) {
                        cause = failure;
                        then.accept(failure);
                        if (below.closed()) {
                            // failed at once: the caller does not have this wire yet, and has closed the one below
                            end();
                        }
                    }
                })
                .begin();
    }

    private void established(ByteBuf rest) {
        established = true;
        ear.hold(rest);
        ear.settled();
        voice.flush();
        below.tell(new Words());
    }

    /** What happens below, once hands are shaken. */
    private final class Words implements Events {
        @Override
        public void readable() {
            TlsParting goodbyes = parting;
            if (goodbyes != null) {
                goodbyes.hear();
                return;
            }
            passage.begins();
            ear.filled();
            broke();
            Guarded.readable(events);
        }

        @Override
        public void writable() {
            handed = 0;
            Guarded.writable(events);
        }

        @Override
        public void failed(Throwable why) {
            if (closed) {
                Guarded.log(why);
                end();
            } else {
                events.failed(why);
            }
        }
    }

    /** Whether a write has failed since it was handed to the wire below. */
    private boolean broke() {
        if (cause == null && below.broken() && below.failure().startsWith("send")) {
            cause = unwritten();
        }
        return cause != null;
    }

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
            Guarded.readable(events);
        }
    }

    @Override
    public void awaitMore(int most) {
        below.awaitMore(TlsMemory.SEALED);
    }

    @Override
    public boolean nearEnd() {
        return ear.over() || below.nearEnd();
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

    /** Opens what has come; a number of bytes, or as {@link Wire#read}. */
    int open(ByteBuf plain, int most) {
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
        return passage.move(to, most);
    }

    /** It is this connection's turn once more, though nothing has happened. */
    void goOn() {
        Guarded.readable(events);
    }

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
            cause = below.broken() ? unwritten() : engine.failure("SSL_write() failed");
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

    @Override
    public int untaken() {
        return below.untaken();
    }

    @Override
    public long stalled() {
        return below.stalled();
    }

    @Override
    public void reset() {
        below.reset();
    }

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

    /** Nothing: a connection in TLS is closed as a whole. */
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
        TlsParting goodbyes = new TlsParting(below, engine, ear, voice, guard, this::end);
        parting = goodbyes;
        goodbyes.begin(ahead.any());
    }

    private void end() {
        if (!freed) {
            freed = true;
            if (parting != null) {
                parting.over();
            }
            voice.end();
            ear.end();
            engine.free();
            below.close();
        }
    }

    /** The kernel does not take what is sealed (ngx_ssl_connection_error). */
    private TlsFailure unwritten() {
        int errno = ear.metReset() ? Errno.EPIPE : below.errno();
        return new TlsFailure(Errno.isDoneByPeers(errno) ? Level.INFO : Level.CRIT, errno, "SSL_write() failed");
    }
}

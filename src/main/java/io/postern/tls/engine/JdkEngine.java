package io.postern.tls.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.ReferenceCountUtil;
import io.postern.log.Level;
import io.postern.tls.TlsFailure;
import io.postern.tls.wire.TlsEngine;
import java.nio.ByteBuffer;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** An engine of the JDK's interface: the JDK's own for servers, any for clients. It is given whole records only, as it wants them. */
final class JdkEngine implements TlsEngine {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int HEADER = 5;
    private static final int FIRST_KIND = 20;
    private static final int LAST_KIND = 23;
    /** RFC 5246, 6.2.3. */
    private static final int LONGEST = 16 * 1024 + 2048;

    private static final String NO_TLS = "error:0A00010B:SSL routines::wrong version number";
    private static final String TOO_LONG = "error:0A0000C6:SSL routines::packet length too long";

    private final SSLEngine engine;
    /** A record that has not come whole; null between records. */
    private @Nullable ByteBuf record;
    /** Decrypted bytes that nobody had room for; null for none. */
    private @Nullable ByteBuf rest;
    /** Why it does not work any more; null while it does. */
    private @Nullable String fault;
    /** Whether no alert is sent: what the other side began with was no TLS. */
    private boolean mute;

    private boolean shaken;

    private boolean begun;
    private boolean leaving;
    private boolean left;

    /** @param engine with all its settings; it has not shaken hands */
    JdkEngine(SSLEngine engine) {
        this.engine = engine;
    }

    SSLEngine engine() {
        return engine;
    }

    @Override
    public State handshake(ByteBuf in) {
        try {
            if (!begun) {
                begun = true;
                engine.beginHandshake();
            }
        } catch (SSLException e) {
            return failed(e);
        }
        while (fault == null) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> tasks();
                case NEED_WRAP -> {
                    return State.WRITE;
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    shaken = true;
                    return State.DONE;
                }
                default -> {
                    State state = next(in, Unpooled.EMPTY_BUFFER, 0);
                    if (state != State.DONE) {
                        return state;
                    }
                }
            }
        }
        return State.FAILED;
    }

    private void tasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    @Override
    public State decrypt(ByteBuf in, ByteBuf out, int most) {
        ByteBuf waiting = rest;
        if (waiting != null) {
            out.writeBytes(waiting, Math.min(most, waiting.readableBytes()));
            if (!waiting.isReadable()) {
                rest = null;
                waiting.release();
            }
            return State.DONE;
        }
        return fault == null ? next(in, out, most) : State.FAILED;
    }

    /** Opens the next record, if it is there. */
    private State next(ByteBuf in, ByteBuf out, int most) {
        boolean whole = whole(in);
        ByteBuf sealed = record;
        if (!whole || sealed == null) {
            return fault == null ? State.READ : State.FAILED;
        }
        return open(sealed, out, most);
    }

    /** Takes from what came until a record is whole; whether it is. */
    private boolean whole(ByteBuf in) {
        ByteBuf has = record;
        if (has == null) {
            if (!in.isReadable()) {
                return false;
            }
            has = ByteBufAllocator.DEFAULT.directBuffer(HEADER);
            record = has;
        }
        if (!filled(has, HEADER, in)) {
            return false;
        }
        int length = has.getUnsignedShort(has.readerIndex() + 3);
        fault = strange(has.getByte(has.readerIndex()), has.getByte(has.readerIndex() + 1), length);
        if (fault != null) {
            mute = !shaken;
            goodbye();
            return false;
        }
        return filled(has, HEADER + length, in);
    }

    private static boolean filled(ByteBuf has, int wanted, ByteBuf in) {
        int missing = wanted - has.readableBytes();
        if (missing > 0) {
            has.writeBytes(in, Math.min(missing, in.readableBytes()));
        }
        return has.readableBytes() >= wanted;
    }

    /** What is wrong with a record's header; null for nothing. */
    private static @Nullable String strange(int kind, int version, int length) {
        if (kind < FIRST_KIND || kind > LAST_KIND || version != 3) {
            return NO_TLS;
        }
        return length > LONGEST ? TOO_LONG : null;
    }

    /** Opens the record. */
    private State open(ByteBuf sealed, ByteBuf out, int most) {
        record = null;
        ByteBuf plain = ByteBufAllocator.DEFAULT.directBuffer(LONGEST);
        try {
            ByteBuffer from = sealed.nioBuffer();
            ByteBuffer into = plain.nioBuffer(0, plain.capacity());
            boolean goodbye = false;
            while (from.hasRemaining() && !goodbye) {
                int before = from.remaining() + into.remaining();
                SSLEngineResult result = engine.unwrap(from, into);
                goodbye = result.getStatus() == SSLEngineResult.Status.CLOSED;
                if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                    tasks();
                } else if (from.remaining() + into.remaining() == before) {
                    break;
                }
            }
            plain.writerIndex(into.position());
            out.writeBytes(plain, Math.min(most, plain.readableBytes()));
            if (plain.isReadable()) {
                rest = plain.retain();
            }
            left |= goodbye;
            return goodbye && into.position() == 0 ? State.GOODBYE : State.DONE;
        } catch (SSLException e) {
            return failed(e);
        } finally {
            plain.release();
            sealed.release();
        }
    }

    private State failed(SSLException why) {
        Throwable cause = why;
        while (cause.getCause() instanceof SSLException inner) {
            cause = inner;
        }
        fault = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return State.FAILED;
    }

    @Override
    public int pending() {
        return rest == null ? 0 : rest.readableBytes();
    }

    @Override
    public TlsFailure failure(String step) {
        return new TlsFailure(Level.INFO, 0, step + " (SSL: " + fault + ")");
    }

    @Override
    public @Nullable ByteBuf drain(ByteBufAllocator allocator) {
        if (mute || !speaks()) {
            return null;
        }
        ByteBuf out = allocator.directBuffer(engine.getSession().getPacketBufferSize());
        for (int more = 1; more > 0 && speaks(); ) {
            try {
                more = wrap(NOTHING, out).bytesProduced();
            } catch (SSLException e) {
                // the alert that tells the other side comes behind it, once
                more = fault == null ? 1 : 0;
                failed(e);
            }
        }
        if (out.isReadable()) {
            return out;
        }
        out.release();
        return null;
    }

    /** Whether it has something to say by itself. A goodbye is not answered, as in nginx. */
    private boolean speaks() {
        return leaving ? !engine.isOutboundDone() : !left && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
    }

    private SSLEngineResult wrap(ByteBuffer from, ByteBuf out) throws SSLException {
        out.ensureWritable(engine.getSession().getPacketBufferSize());
        ByteBuffer into = out.nioBuffer(out.writerIndex(), out.writableBytes());
        SSLEngineResult result = engine.wrap(from, into);
        out.writerIndex(out.writerIndex() + result.bytesProduced());
        if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            tasks();
        }
        return result;
    }

    @Override
    public boolean encrypt(ByteBuf plain, ByteBuf out) {
        try {
            while (plain.isReadable()) {
                SSLEngineResult result = wrap(plain.nioBuffer(), out);
                plain.skipBytes(result.bytesConsumed());
                if (result.bytesConsumed() + result.bytesProduced() == 0) {
                    fault = "closed";
                    return false;
                }
            }
            return true;
        } catch (SSLException e) {
            failed(e);
            return false;
        }
    }

    @Override
    public void goodbye() {
        leaving = true;
        engine.closeOutbound();
    }

    @Override
    public void free() {
        ReferenceCountUtil.release(record);
        ReferenceCountUtil.release(rest);
        record = null;
        rest = null;
        ReferenceCountUtil.release(engine);
    }

    SSLSession session() {
        return engine.getSession();
    }
}

package io.postern.tls.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.postern.net.Wire;
import org.jspecify.annotations.Nullable;

/**
 * What one connection hears in TLS: taken from the wire below only when it is asked for and only a record's length at a time, so that all
 * else stays with the kernel (ngx_ssl_recv, with SSL_CTX_set_read_ahead). Confined to its event loop.
 */
final class TlsEar {
    private static final int RECORD_HEADER = 5;

    private final Wire below;
    private final TlsEngine engine;
    private final TlsVoice voice;
    /** Sealed bytes that were read and could not be opened yet, for want of room. */
    private @Nullable ByteBuf held;

    private int last = Wire.AGAIN;
    private boolean ready;
    /** How many bytes of a record that is not complete have been read. */
    private int begun;
    /** Whether what could not be opened was a record whose header had been read before. */
    private boolean exact;

    private boolean metReset;

    /** Whether the kernel had less than it was last asked for. */
    private boolean drained;

    TlsEar(Wire below, TlsEngine engine, TlsVoice voice) {
        this.below = below;
        this.engine = engine;
        this.voice = voice;
    }

    /** Whether asking is worth it: nginx's read->ready. */
    boolean ready() {
        return ready;
    }

    /** Something has come, the end or an error too. */
    void filled() {
        ready = true;
    }

    /** The handshake is over. What came with it is not read before more comes, as in nginx. */
    void settled() {
        ready = false;
    }

    /** Whether nothing more can be heard: the client has said goodbye, has gone, or talks nonsense. */
    boolean over() {
        return last != Wire.AGAIN;
    }

    /** Whether the kernel has nothing more, as far as is known: what was sealed is here. */
    boolean drained() {
        return drained;
    }

    /** Whether reading has met a reset: the kernel tells of it once, and a later write meets EPIPE. */
    boolean metReset() {
        return metReset;
    }

    /** Keeps what is left of these bytes for later. */
    void hold(ByteBuf left) {
        if (left.isReadable()) {
            held = ByteBufAllocator.DEFAULT.directBuffer(left.readableBytes()).writeBytes(left);
        }
    }

    /**
     * Puts back what lies behind a record that could not be opened, if that record came in pieces: OpenSSL then reads only what is missing
     * of it. What stays with the kernel turns our close into a reset.
     */
    void giveBack() {
        if (held != null && exact) {
            byte[] left = new byte[held.readableBytes()];
            held.readBytes(left);
            below.unread(left, 0, left.length);
            end();
        }
    }

    void end() {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    /**
     * Opens what there is, at most so many bytes, behind what the buffer holds. A reset is the end, as in nginx.
     *
     * @return the number of bytes, or as {@link Wire#read}; {@link Wire#FAILED} is the engine's
     */
    int open(ByteBuf out, int most) {
        int begin = out.writerIndex();
        int end = begin + Math.min(most, out.writableBytes());
        ByteBuf own = held;
        ByteBuf in = own == null ? Unpooled.EMPTY_BUFFER : own;
        boolean fresh = false;
        boolean dry = false;
        while (last == Wire.AGAIN && !dry && out.writerIndex() < end) {
            if (!in.isReadable() && engine.pending() == 0) {
                ByteBuf more = TlsMemory.get().arriving();
                int asked = TlsMemory.READ_AHEAD - Math.min(begun, TlsMemory.READ_AHEAD - 1);
                int n = below.read(more, asked);
                drained = n < asked;
                if (n == Wire.AGAIN) {
                    dry = true;
                    continue;
                }
                if (n <= 0) {
                    last = Wire.END;
                    metReset = n == Wire.FAILED;
                    continue;
                }
                in = more;
                fresh = true;
            }
            int given = in.readableBytes();
            switch (engine.decrypt(in, out, end - out.writerIndex())) {
                case READ -> begun += given - in.readableBytes();
                case DONE, WRITE -> begun = 0;
                case GOODBYE -> last = Wire.END;
                case FAILED -> {
                    last = Wire.FAILED;
                    exact = begun >= RECORD_HEADER;
                }
            }
            voice.drain();
        }
        voice.flush();
        if (own != null && !own.isReadable()) {
            held = null;
            own.release();
        }
        if (fresh) {
            hold(in);
        }
        int n = out.writerIndex() - begin;
        ready = n > 0 && !dry;
        return n > 0 ? n : last;
    }
}

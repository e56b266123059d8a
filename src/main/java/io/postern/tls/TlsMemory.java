package io.postern.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * What all TLS connections of one event loop share: memory that bytes pass through on their way. Nothing stays here between two calls,
 * so a session owns memory only for what cannot go on.
 */
final class TlsMemory {
    /** What is read in clear at most at once. */
    static final int PLAIN = 64 * 1024;

    /** What OpenSSL reads at most at once: a record, and what may stand around it. */
    static final int SEALED = 16 * 1024 + 512;

    private static final int LEAVING = PLAIN + PLAIN / 16;

    private static final FastThreadLocal<TlsMemory> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected TlsMemory initialValue() {
            return new TlsMemory();
        }

        @Override
        protected void onRemoval(TlsMemory memory) {
            memory.plain.release();
            memory.arriving.release();
            memory.leaving.release();
        }
    };

    private ByteBuf plain = Unpooled.directBuffer(PLAIN);
    private final ByteBuf arriving = Unpooled.directBuffer(SEALED, SEALED);
    private ByteBuf leaving = Unpooled.directBuffer(LEAVING);

    private TlsMemory() {}

    /** The calling thread's. */
    static TlsMemory get() {
        return OF_THREAD.get();
    }

    /**
     * For {@link #PLAIN} bytes in clear; empty. Whoever keeps it has {@link ByteBuf#retain retained} it: then there is another one the
     * next time.
     */
    ByteBuf plain() {
        plain = free(plain, PLAIN);
        return plain;
    }

    /** For {@link #SEALED} bytes as they come in; empty. */
    ByteBuf arriving() {
        return arriving.clear();
    }

    /** For what goes out; empty. It may be kept, as {@link #plain}. */
    ByteBuf leaving() {
        leaving = free(leaving, LEAVING);
        return leaving;
    }

    private static ByteBuf free(ByteBuf used, int size) {
        if (used.refCnt() == 1) {
            return used.clear();
        }
        used.release();
        return Unpooled.directBuffer(size);
    }
}

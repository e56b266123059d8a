package io.postern.tls.wire;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import io.postern.net.SpareBuffer;

/**
 * What all TLS connections of one event loop share: memory that bytes pass through on their way. Nothing stays here between two calls,
 * so a session owns memory only for what cannot go on.
 */
final class TlsMemory {
    /** What is read in clear at most at once. */
    static final int PLAIN = 64 * 1024;

    /** What OpenSSL reads at most at once: a record, and what may stand around it. */
    static final int SEALED = 16 * 1024 + 512;
    /** What OpenSSL's buffer has room for, an incomplete record included: one of the longest, and a little of the next. */
    static final int READ_AHEAD = 16_709;

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

    private final SpareBuffer plain = new SpareBuffer(PLAIN);
    private final SpareBuffer arriving = new SpareBuffer(SEALED);
    private final SpareBuffer leaving = new SpareBuffer(PLAIN + PLAIN / 16);

    private TlsMemory() {}

    /** The calling thread's. */
    static TlsMemory get() {
        return OF_THREAD.get();
    }

    /** For {@link #PLAIN} bytes in clear; empty. */
    ByteBuf plain() {
        return plain.get();
    }

    /** For {@link #SEALED} bytes as they come in; empty. */
    ByteBuf arriving() {
        return arriving.get();
    }

    /** For what goes out; empty. */
    ByteBuf leaving() {
        return leaving.get();
    }
}

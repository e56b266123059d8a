package io.postern.tls.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.postern.net.Wire;
import org.jspecify.annotations.Nullable;

/** What one connection says in TLS: the session's words, and what the engine has to say by itself. Confined to its event loop. */
final class TlsVoice implements Handshake.Voice {
    private final Wire below;
    private final TlsEngine engine;
    private @Nullable ByteBuf said;

    TlsVoice(Wire below, TlsEngine engine) {
        this.below = below;
        this.engine = engine;
    }

    @Override
    public boolean drain() {
        ByteBuf more = engine.drain(ByteBufAllocator.DEFAULT);
        if (more == null) {
            return false;
        }
        ByteBuf before = said;
        if (before == null) {
            said = more;
        } else {
            before.writeBytes(more);
            more.release();
        }
        return true;
    }

    @Override
    public void alert(int version, int number) {
        flush();
        below.write(new byte[] {21, (byte) (version >> 8), (byte) version, 0, 2, 2, (byte) number}, 0, 7);
    }

    /** Sends what the engine has said since the last time. */
    void flush() {
        ByteBuf all = said;
        if (all != null) {
            said = null;
            below.write(all);
        }
    }

    /**
     * The session says this, from a direct buffer.
     *
     * @return false when the engine cannot, or the connection is broken
     */
    boolean say(ByteBuf plain) {
        flush();
        ByteBuf sealed = TlsMemory.get().leaving();
        return engine.encrypt(plain, sealed) && below.write(sealed.retain());
    }

    /** Nothing is said any more. */
    void end() {
        if (said != null) {
            said.release();
            said = null;
        }
    }
}

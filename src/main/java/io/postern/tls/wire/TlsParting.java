package io.postern.tls.wire;

import io.postern.net.Alarm;
import io.postern.net.Guarded;
import io.postern.net.Wire;
import io.postern.tls.TlsFailure;
import java.util.List;

/**
 * The goodbyes of a connection in TLS: ours is said, the client's is waited for so that nothing is left unread that would make the end a
 * reset (ngx_ssl_shutdown). Confined to its event loop.
 */
final class TlsParting {
    /** How many milliseconds nginx waits for the other side's. */
    private static final long PATIENCE = 3_000;

    private static final String STEP = "SSL_shutdown() failed";
    private static final String LATE_WORDS = "APPLICATION_DATA_AFTER_CLOSE_NOTIFY";

    private final Wire below;
    private final TlsEngine engine;
    private final TlsEar ear;
    private final TlsVoice voice;
    private final TlsGuard guard;
    private final Runnable end;
    private final Alarm patience;

    /** @param end closes the connection; called once or more */
    TlsParting(Wire below, TlsEngine engine, TlsEar ear, TlsVoice voice, TlsGuard guard, Runnable end) {
        this.below = below;
        this.engine = engine;
        this.ear = ear;
        this.voice = voice;
        this.guard = guard;
        this.end = end;
        patience = new Alarm(below.loop(), end, Guarded::log);
    }

    /** @param unread whether words of the client's lie unread */
    void begin(boolean unread) {
        engine.goodbye();
        voice.drain();
        voice.flush();
        if (below.broken() || guard.isHastened()) {
            // nobody is left to answer, or the answer is not wanted
            end.run();
        } else if (unread) {
            late(EngineErrors.failure(STEP, List.of(LATE_WORDS)));
        } else {
            patience.set(PATIENCE);
            hear();
        }
    }

    /** What the client says behind our goodbye: its own, or something that it ought not to say. */
    void hear() {
        // one byte is enough: the rest stays with the kernel, which resets the connection for it
        int n = ear.open(TlsMemory.get().plain(), 1);
        if (n == Wire.AGAIN) {
            below.awaitMore(TlsMemory.SEALED);
        } else if (n > 0) {
            late(EngineErrors.failure(STEP, List.of(LATE_WORDS)));
        } else if (n == Wire.FAILED) {
            ear.giveBack();
            late(engine.failure(STEP));
        } else {
            end.run();
        }
    }

    private void late(TlsFailure failure) {
        guard.late(failure);
        end.run();
    }

    /** The connection is closed. */
    void over() {
        patience.clear();
    }
}

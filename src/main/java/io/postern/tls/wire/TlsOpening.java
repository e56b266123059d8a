package io.postern.tls.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.postern.log.Level;
import io.postern.net.Wire;
import io.postern.tls.TlsFailure;
import org.jspecify.annotations.Nullable;

/** A handshake over the wire that carries it, until it has succeeded or failed. Confined to its event loop. */
final class TlsOpening implements Wire.Events {
    /** Told how it ended, once. */
    interface Outcome {
        /**
         * It has succeeded.
         *
         * @param rest what came behind the handshake; the caller's
         */
        void stands(ByteBuf rest);

        void fell(TlsFailure failure);
    }

    private final Wire below;
    private final TlsVoice voice;
    private final Handshake handshake;
    private final TlsGuard guard;
    private final Outcome outcome;
    private boolean over;

    TlsOpening(Wire below, TlsVoice voice, Handshake handshake, TlsGuard guard, Outcome outcome) {
        this.below = below;
        this.voice = voice;
        this.handshake = handshake;
        this.guard = guard;
        this.outcome = outcome;
    }

    void begin() {
        below.tell(this);
        if (handshake.opens()) {
            hear(Unpooled.EMPTY_BUFFER);
        }
        readable();
    }

    @Override
    public void readable() {
        while (!over) {
            ByteBuf in = TlsMemory.get().arriving();
            int n = below.read(in, TlsMemory.READ_AHEAD);
            if (n == Wire.AGAIN) {
                below.await(TlsMemory.SEALED);
                return;
            }
            if (n > 0) {
                hear(in);
            } else {
                fell(Handshake.peerClosed(n == Wire.END ? 0 : below.errno()));
            }
        }
    }

    @Override
    public void writable() {}

    @Override
    public void failed(Throwable why) {
        fell(fault(why));
    }

    private void hear(ByteBuf in) {
        Handshake.Verdict verdict = judged(in);
        if (verdict == null) {
            voice.flush();
            return;
        }
        TlsFailure failure = verdict.failure();
        if (failure != null) {
            fell(failure);
        } else {
            over = true;
            outcome.stands(in);
        }
    }

    /** What a client says may be anything: an error of ours about it ends this connection and no other. */
    private Handshake.@Nullable Verdict judged(ByteBuf in) {
        try {
            Handshake.Verdict verdict = handshake.go(in, voice);
            if (verdict != null && verdict.failure() == null) {
                guard.established(handshake.result());
            }
            return verdict;
        } catch (TlsFailure failure) {
            return new Handshake.Verdict(failure);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            return new Handshake.Verdict(fault(e));
        }
    }

    private static TlsFailure fault(Throwable why) {
        return new TlsFailure(Level.ALERT, 0, "SSL_do_handshake() failed: " + why);
    }

    private void fell(TlsFailure failure) {
        if (!over) {
            over = true;
            voice.flush();
            outcome.fell(failure);
        }
    }
}

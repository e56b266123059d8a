package io.postern.tls.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.postern.log.Level;
import io.postern.net.FakeWire;
import io.postern.session.LogLines;
import io.postern.tls.TlsFailure;
import io.postern.tls.verify.Establishment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A handshake that meets an error of ours: whoever waits for it hears that, once, and nothing is held any longer. */
class TlsOpeningTest {
    private final List<String> heard = new ArrayList<>();
    private final FakeWire below = new FakeWire();
    private int freed;

    /** Does nothing but be freed. */
    private final class Idle implements TlsEngine {
        @Override
        public State handshake(ByteBuf in) {
            throw new IllegalStateException("in a test");
        }

        @Override
        public State decrypt(ByteBuf in, ByteBuf out, int most) {
            return State.FAILED;
        }

        @Override
        public int pending() {
            return 0;
        }

        @Override
        public TlsFailure failure(String step) {
            return new TlsFailure(Level.INFO, 0, step);
        }

        @Override
        public @Nullable ByteBuf drain(ByteBufAllocator allocator) {
            return null;
        }

        @Override
        public boolean encrypt(ByteBuf plain, ByteBuf out) {
            return false;
        }

        @Override
        public void goodbye() {}

        @Override
        public void free() {
            freed++;
        }
    }

    /** Goes by what the engine says. */
    private record Plain(TlsEngine engine) implements Handshake {
        @Override
        public Verdict go(ByteBuf in, Voice voice) {
            engine.handshake(in);
            return new Verdict(null);
        }

        @Override
        public Establishment result() {
            throw new IllegalStateException("there is none");
        }
    }

    private TlsWire open() {
        TlsGuard guard = new TlsGuard(() -> new Plain(new Idle()));
        return (TlsWire) guard.over(below, failure -> {
            LogLines log = new LogLines();
            ((TlsFailure) failure).say(log.bare());
            heard.addAll(log.all());
        });
    }

    @Test
    void errorOfOurs_inTheHandshake_failsIt() {
        TlsWire wire = open();
        assertEquals(List.of(), heard);
        below.arrives("hello");
        assertEquals(List.of("[alert] SSL_do_handshake() failed: java.lang.IllegalStateException: in a test"), heard);
        wire.close();
        assertTrue(below.closed());
        assertEquals(1, freed);
    }

    @Test
    void errorOfOurs_readingForTheHandshake_failsIt() {
        TlsWire wire = open();
        below.trips();
        below.arrives("hello");
        assertEquals(List.of("[alert] SSL_do_handshake() failed: java.lang.IllegalStateException: in a test"), heard);
        wire.close();
        assertEquals(1, freed);
    }
}

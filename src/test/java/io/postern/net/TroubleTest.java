package io.postern.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class TroubleTest {
    @Test
    void metBehindBytes_failsWhatIsDoneNext_inItsWords() {
        Trouble trouble = new Trouble();
        trouble.is(new IOException("reset"));
        trouble.setAside();
        assertTrue(trouble.any());
        assertTrue(trouble.stops(true));
        assertEquals("send() failed", trouble.words());
    }

    @Test
    void setAside_isNotForgotten_whenMoreBytesAreUsed() {
        Trouble trouble = new Trouble();
        trouble.is(new IOException("reset"));
        trouble.setAside();
        trouble.setAside();
        assertTrue(trouble.stops(false));
        assertEquals("recv() failed", trouble.words());
    }

    @Test
    void nothingWrong_stopsNothing() {
        Trouble trouble = new Trouble();
        trouble.setAside();
        assertFalse(trouble.any());
        assertFalse(trouble.stops(true));
    }
}

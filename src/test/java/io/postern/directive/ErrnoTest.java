package io.postern.directive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.PortUnreachableException;
import org.junit.jupiter.api.Test;

class ErrnoTest {
    @Test
    void datagramThatNobodyTook_isRefused() {
        assertEquals(Errno.ECONNREFUSED, Errno.of(new PortUnreachableException()));
    }
}

package io.postern.directive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.PortUnreachableException;
import org.junit.jupiter.api.Test;

class ErrnoTest {
    @Test
    void datagramThatNobodyTook_isRefused() {
        assertEquals(Errno.ECONNREFUSED, Errno.of(new PortUnreachableException()));
    }

    @Test
    void numberAtTheEnd_isReadWhereItsWordsFollow() {
        assertEquals(Errno.EINVAL, Errno.atEnd("bind() failed" + Errno.form(Errno.EINVAL)));
        assertEquals(0, Errno.atEnd("bind() failed (22: of them)"));
        assertEquals(0, Errno.atEnd("in vain"));
    }
}

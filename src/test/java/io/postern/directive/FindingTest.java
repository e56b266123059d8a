package io.postern.directive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.lang.Origin;
import org.junit.jupiter.api.Test;

/** The longest texts, cut as nginx 1.31.5 cuts them. */
class FindingTest {
    private static final Origin PLACE = new Origin("f", 7, 1);

    private static String line(String text, boolean located) {
        return new Finding(Severity.EMERG, text, PLACE, located).line();
    }

    @Test
    void textWithAPlace_hasRoomFor1024Bytes() {
        assertEquals("x".repeat(1024) + " in f:7", line("x".repeat(1030), true));
    }

    @Test
    void errno_keepsItsRoom() {
        String errno = Errno.form(Errno.EINVAL);
        assertEquals("x".repeat(974) + errno + " in f:7", line("x".repeat(974) + errno, true));
        assertEquals("x".repeat(974) + "..." + errno + " in f:7", line("x".repeat(975) + errno, true));
    }

    @Test
    void textWithoutAPlace_isTheLogsToCut() {
        assertEquals("x".repeat(1500), line("x".repeat(1500), false));
    }
}

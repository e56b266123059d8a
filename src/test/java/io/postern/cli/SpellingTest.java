package io.postern.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {
    private static final List<String> NAMES = List.of("timeout", "listen", "starttls", "server", "user");

    @Test
    void swappedLetters_areFound() {
        assertEquals("timeout", Spelling.nearest("tiemout", NAMES));
    }

    @Test
    void missingLetter_isFound() {
        assertEquals("starttls", Spelling.nearest("startls", NAMES));
    }

    @Test
    void anotherWord_isNotForced() {
        assertNull(Spelling.nearest("frobnicate", NAMES));
    }

    @Test
    void distance_countsASwapOnce() {
        assertEquals(1, Spelling.distance("ab", "ba"));
        assertEquals(3, Spelling.distance("abc", ""));
    }
}

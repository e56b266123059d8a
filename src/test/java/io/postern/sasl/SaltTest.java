package io.postern.sasl;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Challenges have nginx's shape and are never the same. */
class SaltTest {
    @Test
    void make_isRandomDotSecondsAtServer() {
        String salt = Salt.make("mx.example.com");
        assertTrue(salt.matches("<\\d{1,10}\\.\\d{10,}@mx\\.example\\.com>"), salt);
        assertNotEquals(salt, Salt.make("mx.example.com"));
    }
}

package io.postern.http.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an upstream may send us. */
class UnsafeUriTest {
    @Test
    void escapesAreTakenOff_argumentsStay() {
        UnsafeUri uri = UnsafeUri.of("/a%20b/..c?d=%20");
        assertEquals("/a b/..c", uri.path());
        assertEquals("d=%20", uri.args());
        assertNull(uri.unsafe());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?a", "..", "../x", "/a/..", "/a/../b"})
    void upwards_isUnsafe_asItStands(String uri) {
        assertEquals(uri, UnsafeUri.of(uri).unsafe());
    }

    @Test
    void upwardsBehindEscapes_isUnsafe_unescaped() {
        assertEquals("/a/../b", UnsafeUri.of("/a/%2e%2E/b?c").unsafe());
        assertEquals("/a\0", UnsafeUri.of("/a%00").unsafe());
    }
}

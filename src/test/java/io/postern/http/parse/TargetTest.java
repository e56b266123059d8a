package io.postern.http.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request target means. */
class TargetTest {
    @ParameterizedTest
    @CsvSource({
        "/a, /a, ''",
        "/a?b=c, /a, b=c",
        "/a/../b, /b, ''",
        "/a/./b/., /a/b/, ''",
        "/a//b, /a/b, ''",
        "/a/b/.., /a/, ''",
        "/%61%2Fb, /a/b, ''",
        "/%2e%2e/x, , ''",
        "/a#b?c, /a, ''",
        "/a?b#c, /a, b",
        "?x, /, x",
        "/...; , /...; , ''",
        "/%3Fa?b, /?a, b",
    })
    void normalised(String target, String uri, String args) {
        Target found = Target.of(target, true);
        if (uri == null) {
            assertNull(found);
            return;
        }
        assertNotNull(found);
        assertEquals(uri, found.uri());
        assertEquals(args, found.args());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/..", "/a/../..", "/%", "/%4", "/%zz", "/%00"})
    void refused(String target) {
        assertNull(Target.of(target, true));
    }
}

package io.postern.http.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranges of a body of ten bytes, at most three of them. */
class RangesTest {
    private static String asked(String text, long length) {
        Ranges.Asked asked = Ranges.of(text, length, 3);
        return asked.kind()
                + asked.ranges().stream()
                        .map(r -> " " + r.start() + "-" + r.end())
                        .collect(Collectors.joining());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0-3; SOME 0-4",
                "5-; SOME 5-10",
                "-3; SOME 7-10",
                "-30; SOME 0-10",
                "3-99; SOME 3-10",
                "0-0,2-3,-1; SOME 0-1 2-4 9-10",
                "1-2 , 4-5; SOME 1-3 4-6",
                "12-, 1-2; SOME 1-3",
                "0-1,2-3,4-5,6-7; ALL",
                "0-,0-; ALL",
                "5-2; IMPOSSIBLE",
                "10-; IMPOSSIBLE",
                "-0; IMPOSSIBLE",
                "x; IMPOSSIBLE",
                "1-2x; IMPOSSIBLE",
                "1; IMPOSSIBLE",
                "-; IMPOSSIBLE",
                "99999999999999999999-; IMPOSSIBLE",
            })
    void ranges_ofTenBytes(String text, String expected) {
        assertEquals(expected, asked(text, 10));
    }

    @Test
    void ofNothing_allIsLittle() {
        assertEquals("ALL", asked("0-", 0));
        assertEquals("IMPOSSIBLE", asked("1-", 0));
    }
}

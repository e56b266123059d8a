package io.postern.directive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** nginx's numbers with units; -1 is refused. */
class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "60, 60000",
        "1m30s, 90000",
        "500ms, 500",
        "1h1ms, 3600001",
        "10s5, 15000",
        "1d 1h, 90000000",
        "1w1d, 691200000",
        "1y, -1",
        "1M, -1",
        "1s1m, -1",
        "s, -1",
        "'', -1",
        "-1, -1",
        "1 s, -1",
        "9223372036854776, -1",
        "1ms1s, -1",
        "'5 ', 5000"
    })
    void milliseconds_asNginxReadsThem(String text, long value) {
        assertEquals(value, Units.milliseconds(text));
    }

    @ParameterizedTest
    @CsvSource({"1y1M1w1d1h1m1s, 34822861", "5m, 300", "500ms, -1", "'', -1", "1y1y, -1", "10, 10", "1d12h, 129600"})
    void seconds_asNginxReadsThem(String text, long value) {
        assertEquals(value, Units.seconds(text));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "4k, 4096",
        "4K, 4096",
        "16m, 16777216",
        "1g, -1",
        "k, -1",
        "4kb, -1",
        "0x10, -1",
        "+1, -1",
        "9223372036854775807, 9223372036854775807",
        "9223372036854775808, -1",
        "9007199254740992k, -1"
    })
    void size_asNginxReadsIt(String text, long value) {
        assertEquals(value, Units.size(text));
    }

    @ParameterizedTest
    @CsvSource({"1g, 1073741824", "2G, 2147483648", "1t, -1"})
    void offset_knowsGigabytes(String text, long value) {
        assertEquals(value, Units.offset(text));
    }
}

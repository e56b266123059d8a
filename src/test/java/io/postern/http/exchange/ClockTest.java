package io.postern.http.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP dates in their three forms. */
class ClockTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Wed, 02 Jan 2019 03:04:05 GMT; 1546398245",
                "Wednesday, 02-Jan-19 03:04:05 GMT; 1546398245",
                "Wed Jan  2 03:04:05 2019; 1546398245",
                "Wed, 02 Jan 2019 03:04:05; 1546398245",
                "Thu, 01-Jan-70 00:00:00 GMT; 0",
                "Wed, 31 Dec 2036 23:59:59 GMT; 2114380799",
                "Wed, 02 Jun 2019 24:04:05 GMT; -1",
                "Sun, 30 Feb 2019 03:04:05 GMT; -1",
                "02 Jan 2019 03:04:05; -1",
                "yesterday; -1",
            })
    void secondsOf(String date, long seconds) {
        assertEquals(seconds, Clock.seconds(date));
    }

    @ParameterizedTest
    @CsvSource({"1546398245, 'Wed, 02 Jan 2019 03:04:05 GMT'", "0, 'Thu, 01 Jan 1970 00:00:00 GMT'"})
    void httpOf(long seconds, String date) {
        assertEquals(date, Clock.http(seconds));
    }
}

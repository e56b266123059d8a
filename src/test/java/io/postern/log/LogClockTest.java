package io.postern.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The time of a line against the JDK's calendar, over three centuries and in zones with and without summers. */
class LogClockTest {
    private static final DateTimeFormatter ERROR_LOG = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter SYSLOG = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH);

    @ParameterizedTest
    @ValueSource(
            strings = {"UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Asia/Tokyo"
            })
    void time_isTheCalendars(String name) {
        Assumptions.assumeTrue(
                Files.exists(Path.of("/usr/share/zoneinfo", name)), "no /usr/share/zoneinfo/" + name + " here");
        LocalZone zone = LocalZone.system(name);
        ZoneId expected = ZoneId.of(name);
        long[] now = new long[1];
        LogClock clock = new LogClock(() -> now[0] * 1000, zone);
        for (long second = 1_000_000_000L; second < 2_140_000_000L; second += 86_399 * 7 + 3_599) {
            now[0] = second;
            ZonedDateTime time = Instant.ofEpochSecond(second).atZone(expected);
            assertEquals(ERROR_LOG.format(time), clock.now().errorLog());
            assertEquals(SYSLOG.format(time), clock.now().syslog());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 951_782_399, 951_782_400, 4_107_542_399L, 4_107_542_400L, 13_574_563_200L})
    void leapDays_areWhereTheyBelong(long second) {
        LogClock clock = new LogClock(() -> second * 1000, LocalZone.system(""));
        ZonedDateTime time = Instant.ofEpochSecond(second).atZone(ZoneId.of("UTC"));
        assertEquals(ERROR_LOG.format(time), clock.now().errorLog());
    }
}

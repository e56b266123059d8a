package io.postern.log;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.function.LongSupplier;

/** The time in front of each line, made once a second as nginx caches it. Safe on any thread. */
final class LogClock {
    /** One second's texts. */
    record Second(long second, String errorLog, String syslog) {}

    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    private final LongSupplier millis;
    private final ZoneId zone;
    private volatile Second now;

    LogClock(LongSupplier millis, ZoneId zone) {
        this.millis = millis;
        this.zone = zone;
        this.now = make(millis.getAsLong() / 1000);
    }

    /** The texts of this second. */
    Second now() {
        long second = millis.getAsLong() / 1000;
        Second cached = now;
        if (cached.second != second) {
            cached = make(second);
            now = cached;
        }
        return cached;
    }

    private Second make(long second) {
        ZonedDateTime t = Instant.ofEpochSecond(second).atZone(zone);
        String clock = two(t.getHour()) + ':' + two(t.getMinute()) + ':' + two(t.getSecond());
        String day = t.getYear() + "/" + two(t.getMonthValue()) + '/' + two(t.getDayOfMonth());
        int date = t.getDayOfMonth();
        String syslog = MONTHS[t.getMonthValue() - 1] + (date < 10 ? "  " : " ") + date + ' ' + clock;
        return new Second(second, day + ' ' + clock, syslog);
    }

    private static String two(int n) {
        return n < 10 ? "0" + n : Integer.toString(n);
    }
}

package io.postern.log;

import java.util.function.LongSupplier;

/** The time in front of each line, made once a second as nginx caches it. Safe on any thread. */
final class LogClock {
    /** One second's texts. */
    record Second(long second, String errorLog, String syslog) {}

    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };
    private static final long DAY = 24 * 60 * 60;
    /** Days of 400 years, after which the calendar repeats. */
    private static final long ERA = 146_097;

    private final LongSupplier millis;
    private final LocalZone zone;
    private volatile Second now;

    LogClock(LongSupplier millis, LocalZone zone) {
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
        long local = second + zone.offset(second);
        long time = Math.floorMod(local, DAY);
        String clock = two(time / 3600) + ':' + two(time / 60 % 60) + ':' + two(time % 60);
        // the year begins in March here, so that a leap day is its last (Howard Hinnant's civil_from_days)
        long days = Math.floorDiv(local, DAY) + 719_468;
        long era = Math.floorDiv(days, ERA);
        long ofEra = days - era * ERA;
        long years = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
        long ofYear = ofEra - (365 * years + years / 4 - years / 100);
        long fromMarch = (5 * ofYear + 2) / 153;
        long date = ofYear - (153 * fromMarch + 2) / 5 + 1;
        long month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
        long year = years + era * 400 + (month <= 2 ? 1 : 0);
        String syslog = MONTHS[(int) month - 1] + (date < 10 ? "  " : " ") + date + ' ' + clock;
        return new Second(second, year + "/" + two(month) + '/' + two(date) + ' ' + clock, syslog);
    }

    private static String two(long n) {
        return n < 10 ? "0" + n : Long.toString(n);
    }
}

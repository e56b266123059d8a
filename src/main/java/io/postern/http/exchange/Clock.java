package io.postern.http.exchange;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as nginx prints them. */
public final class Clock {
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss xx", Locale.ENGLISH);
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx", Locale.ENGLISH);
    private static final DateTimeFormatter HTTP =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    private Clock() {}

    static String local() {
        return ZonedDateTime.now(ZoneId.systemDefault()).format(LOCAL);
    }

    static String iso() {
        return ZonedDateTime.now(ZoneId.systemDefault()).format(ISO);
    }

    static String msec() {
        long now = System.currentTimeMillis();
        return String.format("%d.%03d", now / 1000, now % 1000);
    }

    /** An HTTP date (RFC 9110, 5.6.7); {@code seconds} since 1970. */
    public static String http(long seconds) {
        return Instant.ofEpochSecond(seconds).atZone(ZoneOffset.UTC).format(HTTP);
    }
}

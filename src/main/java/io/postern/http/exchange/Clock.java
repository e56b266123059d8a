package io.postern.http.exchange;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as nginx prints them. */
public final class Clock {
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss xx", Locale.ENGLISH);
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx", Locale.ENGLISH);
    private static final DateTimeFormatter HTTP =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final String MONTH = "(?<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
    private static final String TIME = "(?<h>\\d\\d):(?<m>\\d\\d):(?<s>\\d\\d)";
    private static final List<Pattern> FORMS = List.of(
            Pattern.compile("[^, ]*, *(?<day>\\d\\d) " + MONTH + " (?<year>\\d{4}) " + TIME),
            Pattern.compile("[^, ]*, *(?<day>\\d\\d)-" + MONTH + "-(?<year>\\d\\d) " + TIME),
            Pattern.compile("[^, ]* +" + MONTH + " (?<day>[ \\d]\\d) " + TIME + " (?<year>\\d{4})"));

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

    /** An HTTP date in any of its three forms, in seconds since 1970; -1 when it is none (ngx_parse_http_time). */
    public static long seconds(String date) {
        for (Pattern form : FORMS) {
            Matcher m = form.matcher(date);
            if (m.lookingAt()) {
                int month = MONTHS.indexOf(m.group("month")) / 3 + 1;
                int year = Integer.parseInt(m.group("year"));
                int full = m.group("year").length() > 2 ? year : year + (year < 70 ? 2000 : 1900);
                try {
                    return OffsetDateTime.of(
                                    full,
                                    month,
                                    number(m, "day"),
                                    number(m, "h"),
                                    number(m, "m"),
                                    number(m, "s"),
                                    0,
                                    ZoneOffset.UTC)
                            .toEpochSecond();
                } catch (DateTimeException e) {
                    return -1;
                }
            }
        }
        return -1;
    }

    private static int number(Matcher m, String group) {
        return Integer.parseInt(m.group(group).strip());
    }

    /** An HTTP date (RFC 9110, 5.6.7); {@code seconds} since 1970. */
    public static String http(long seconds) {
        return Instant.ofEpochSecond(seconds).atZone(ZoneOffset.UTC).format(HTTP);
    }
}

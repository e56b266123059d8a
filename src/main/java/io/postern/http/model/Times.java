package io.postern.http.model;

/** Times and sizes as nginx writes them, for words that are only known when a request is served. */
public final class Times {
    private static final String UNITS = "yMwdhms";
    private static final long[] SECONDS = {31_536_000, 2_592_000, 604_800, 86_400, 3_600, 60, 1};

    private Times() {}

    /** {@code 1h 30m} in seconds; -1 when it is no time (ngx_parse_time). */
    public static long seconds(String text) {
        long total = 0;
        long number = -1;
        int unit = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                number = (number < 0 ? 0 : number) * 10 + c - '0';
                if (number > Integer.MAX_VALUE) {
                    return -1;
                }
                continue;
            }
            if (c == ' ' && number < 0) {
                continue;
            }
            int u = UNITS.indexOf(c);
            if (number < 0 || u <= unit) {
                return -1;
            }
            unit = u;
            total += number * SECONDS[u];
            number = -1;
        }
        if (number >= 0) {
            total += number;
        }
        return text.isEmpty() ? -1 : total;
    }
}

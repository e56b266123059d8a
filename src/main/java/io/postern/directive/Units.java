package io.postern.directive;

/** nginx's numbers, sizes and times (ngx_atoi, ngx_parse_size, ngx_parse_offset, ngx_parse_time); -1 is its NGX_ERROR. */
public final class Units {
    private static final int WRONG = -1;
    private static final String ORDER = "yMwdhms";
    private static final long[] SECONDS = {31_536_000, 2_592_000, 604_800, 86_400, 3_600, 60, 1};

    private Units() {}

    /** Decimal digits only, at least one, within 63 bits. */
    public static long number(String text) {
        return digits(text, 0, text.length());
    }

    /** Bytes; k, K, m and M are known. */
    public static long size(String text) {
        return scaled(text, false);
    }

    /** Bytes; k, K, m, M, g and G are known. */
    public static long offset(String text) {
        return scaled(text, true);
    }

    /** Seconds: y, M, w, d, h, m, s in this order; no unit is seconds. */
    public static long seconds(String text) {
        return time(text, true);
    }

    /** Milliseconds: w, d, h, m, s, ms in this order; no unit is seconds. */
    public static long milliseconds(String text) {
        return time(text, false);
    }

    private static long digits(String text, int from, int to) {
        if (from >= to) {
            return WRONG;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
                return WRONG;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static long scaled(String text, boolean giga) {
        if (text.isEmpty()) {
            return WRONG;
        }
        int last = text.length() - 1;
        int shift =
                switch (text.charAt(last)) {
                    case 'k', 'K' -> 10;
                    case 'm', 'M' -> 20;
                    case 'g', 'G' -> giga ? 30 : 0;
                    default -> 0;
                };
        long value = digits(text, 0, shift == 0 ? last + 1 : last);
        return value > Long.MAX_VALUE >> shift ? WRONG : value < 0 ? WRONG : value << shift;
    }

    private static long time(String text, boolean whole) {
        long total = 0;
        int step = whole ? -1 : 1;
        int i = 0;
        boolean any = false;
        while (i < text.length()) {
            int start = i;
            while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
                i++;
            }
            long value = start == i ? 0 : digits(text, start, i);
            if (value < 0) {
                return WRONG;
            }
            any |= i > start;
            long scale = whole ? 1 : 1000;
            if (i < text.length()) {
                char unit = text.charAt(i++);
                if (unit == 'm' && i < text.length() && text.charAt(i) == 's') {
                    if (whole || step >= 7) {
                        return WRONG;
                    }
                    i++;
                    step = 7;
                    scale = 1;
                } else if (unit == ' ') {
                    if (step >= 6) {
                        return WRONG;
                    }
                    step = 8;
                } else {
                    int next = ORDER.indexOf(unit);
                    if (next < 0 || step >= next) {
                        return WRONG;
                    }
                    step = next;
                    scale *= SECONDS[next];
                }
                while (i < text.length() && text.charAt(i) == ' ') {
                    i++;
                }
            }
            if (value > Long.MAX_VALUE / scale || total > Long.MAX_VALUE - value * scale) {
                return WRONG;
            }
            total += value * scale;
        }
        return any ? total : WRONG;
    }
}

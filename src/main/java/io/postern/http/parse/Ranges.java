package io.postern.http.parse;

import java.util.ArrayList;
import java.util.List;

/** The Range header of a request (ngx_http_range_parse). */
public final class Ranges {
    /** From a byte to before another. */
    public record Range(long start, long end) {}

    /** What is asked for. */
    public enum Kind {
        /** No ranges, or none that are worth it. */
        ALL,
        SOME,
        IMPOSSIBLE
    }

    private final String text;
    private final long length;
    private final long most;
    private final List<Range> ranges = new ArrayList<>();
    private int at;

    private Ranges(String text, long length, long most) {
        this.text = text;
        this.length = length;
        this.most = most;
    }

    /** What was asked for, in the order asked. */
    public record Asked(Kind kind, List<Range> ranges) {}

    /**
     * Reads a header's value behind {@code bytes=}.
     *
     * @param length of the whole
     * @param most how many ranges there may be
     */
    public static Asked of(String text, long length, long most) {
        Ranges r = new Ranges(text, length, most);
        Kind kind = r.read();
        return new Asked(kind, kind == Kind.SOME ? List.copyOf(r.ranges) : List.of());
    }

    private Kind read() {
        long size = 0;
        do {
            blanks();
            boolean suffix = next() == '-';
            long start = 0;
            long end;
            if (suffix) {
                at++;
                end = number();
                blanks();
                start = end < length ? length - end : 0;
                end = end < 0 ? end : length;
            } else {
                start = number();
                blanks();
                if (start < 0 || next() != '-') {
                    return Kind.IMPOSSIBLE;
                }
                at++;
                blanks();
                if (next() == ',' || next() == 0) {
                    end = length;
                } else {
                    end = number();
                    blanks();
                    end = end >= length ? length : end < 0 ? end : end + 1;
                }
            }
            if (end < 0 || (next() != ',' && next() != 0)) {
                return Kind.IMPOSSIBLE;
            }
            if (start < end) {
                ranges.add(new Range(start, end));
                size += end - start;
                if (size < 0) {
                    return Kind.IMPOSSIBLE;
                }
                if (ranges.size() > most) {
                    return Kind.ALL;
                }
            } else if (start == 0) {
                return Kind.ALL;
            }
        } while (more());
        if (ranges.isEmpty()) {
            return Kind.IMPOSSIBLE;
        }
        return size > length ? Kind.ALL : Kind.SOME;
    }

    private boolean more() {
        return next() == ',' && ++at > 0;
    }

    private char next() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private void blanks() {
        while (next() == ' ') {
            at++;
        }
    }

    /** -1 where there is no number, or one too large. */
    private long number() {
        long n = -1;
        while (next() >= '0' && next() <= '9') {
            if (n > (Long.MAX_VALUE - 9) / 10) {
                return -1;
            }
            n = Math.max(n, 0) * 10 + next() - '0';
            at++;
        }
        return n;
    }
}

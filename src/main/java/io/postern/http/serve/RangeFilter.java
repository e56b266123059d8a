package io.postern.http.serve;

import io.postern.http.exchange.Clock;
import io.postern.http.exchange.Exchange;
import io.postern.http.exchange.Reply;
import io.postern.http.parse.Ranges;
import io.postern.http.parse.Ranges.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Answers with the parts of a file that were asked for (ngx_http_range_filter_module). */
final class RangeFilter {
    private static final String UNIT = "bytes=";
    private static final AtomicLong BOUNDARY = new AtomicLong();

    private RangeFilter() {}

    /** False when nothing of what is asked for is there: 416. */
    static boolean apply(Exchange x) {
        Reply r = x.reply();
        long most = x.location().documents().maxRanges();
        if (!r.rangeable || r.status != 200 || r.contentLength < 0 || most == 0) {
            return true;
        }
        Ranges.Asked asked = asked(x, r, most);
        switch (asked.kind()) {
            case ALL -> r.add("Accept-Ranges", "bytes");
            case SOME -> {
                if (asked.ranges().size() == 1) {
                    single(r, asked.ranges());
                } else {
                    several(r, asked.ranges());
                }
            }
            case IMPOSSIBLE -> {
                r.status = 416;
                r.add("Content-Range", "bytes */" + r.contentLength);
                r.contentLength = -1;
                return false;
            }
        }
        return true;
    }

    private static Ranges.Asked asked(Exchange x, Reply r, long most) {
        String range = x.request().first("Range");
        boolean none = range == null || range.length() < 7 || !range.regionMatches(true, 0, UNIT, 0, UNIT.length());
        return none || range == null || !isStill(r, x.request().first("If-Range"))
                ? new Ranges.Asked(Ranges.Kind.ALL, List.of())
                : Ranges.of(range.substring(UNIT.length()), r.contentLength, most);
    }

    /** Whether the file is the one that the client has a part of. */
    private static boolean isStill(Reply r, @Nullable String ifRange) {
        if (ifRange == null) {
            return true;
        }
        if (ifRange.length() >= 2 && ifRange.endsWith("\"")) {
            return ifRange.equals(r.first("ETag"));
        }
        return r.lastModified >= 0 && Clock.seconds(ifRange) == r.lastModified;
    }

    private static void single(Reply r, List<Range> ranges) {
        Range range = ranges.get(0);
        r.status = 206;
        r.ranges = ranges;
        r.add("Content-Range", text(range, r.contentLength));
        r.contentLength = range.end() - range.start();
    }

    private static String text(Range range, long length) {
        return "bytes " + range.start() + "-" + (range.end() - 1) + "/" + length;
    }

    private static void several(Reply r, List<Range> ranges) {
        String boundary = String.format("%020d", BOUNDARY.incrementAndGet());
        String type = r.typeLine();
        String head = "\r\n--" + boundary + "\r\n"
                + (type == null || type.isEmpty() ? "" : "Content-Type: " + type + "\r\n") + "Content-Range: ";
        List<String> heads = new ArrayList<>();
        long length = 0;
        for (Range range : ranges) {
            String one = head + text(range, r.contentLength) + "\r\n\r\n";
            heads.add(one);
            length += one.length() + range.end() - range.start();
        }
        String last = "\r\n--" + boundary + "--\r\n";
        heads.add(last);
        r.status = 206;
        r.ranges = ranges;
        r.rangeHeads = List.copyOf(heads);
        r.contentType = "multipart/byteranges; boundary=" + boundary;
        r.charset = null;
        r.contentLength = length + last.length();
    }
}

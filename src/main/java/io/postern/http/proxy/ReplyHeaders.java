package io.postern.http.proxy;

import io.postern.http.parse.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The headers of an upstream's reply, each judged as it comes (ngx_http_upstream_headers_in). Pure. */
final class ReplyHeaders {
    /** Of these the first one counts; others are left out. */
    private static final Set<String> ONCE = Set.of(
            "status",
            "content-type",
            "date",
            "last-modified",
            "etag",
            "server",
            "location",
            "refresh",
            "x-accel-redirect",
            "expires",
            "x-accel-expires",
            "x-accel-limit-rate");

    private final List<Header> all = new ArrayList<>();
    private final List<String> ignored = new ArrayList<>();
    private @Nullable Header length;
    private @Nullable Header coding;
    private long bytes = -1;
    private boolean closes;

    /**
     * Takes the next one.
     *
     * @return what is wrong with the reply, for the log; null when nothing is
     */
    @Nullable
    String take(Header h) {
        String name = h.name().toLowerCase(Locale.ROOT);
        Header previous = ONCE.contains(name) ? first(name) : null;
        if (previous != null) {
            ignored.add(duplicate(h, previous) + ", ignored");
            return null;
        }
        all.add(h);
        return switch (name) {
            case "content-length" -> length(h);
            case "transfer-encoding" -> coding(h);
            case "connection" -> {
                closes |= h.value().toLowerCase(Locale.ROOT).contains("close");
                yield null;
            }
            default -> null;
        };
    }

    private static String duplicate(Header h, Header previous) {
        return "upstream sent duplicate header line: \"" + h.name() + ": " + h.value() + "\", previous value: \""
                + previous.name() + ": " + previous.value() + "\"";
    }

    private @Nullable String length(Header h) {
        if (length != null) {
            return duplicate(h, length);
        }
        if (coding != null) {
            return bothWays();
        }
        length = h;
        if (!h.value().matches("\\d{1,18}")) {
            return "upstream sent invalid \"Content-Length\" header: \"" + h.name() + ": " + h.value() + "\"";
        }
        bytes = Long.parseLong(h.value());
        return null;
    }

    private @Nullable String coding(Header h) {
        if (coding != null) {
            return duplicate(h, coding);
        }
        if (length != null) {
            return bothWays();
        }
        coding = h;
        return h.value().equalsIgnoreCase("chunked")
                ? null
                : "upstream sent unknown \"Transfer-Encoding\": \"" + h.value() + "\"";
    }

    private static String bothWays() {
        return "upstream sent \"Content-Length\" and \"Transfer-Encoding\" headers at the same time";
    }

    private @Nullable Header first(String name) {
        for (Header h : all) {
            if (h.is(name)) {
                return h;
            }
        }
        return null;
    }

    /** As they came, without those that are left out. */
    List<Header> all() {
        return all;
    }

    /** What the log says of those that are left out. */
    List<String> ignored() {
        return ignored;
    }

    /** Content-Length; -1 where there is none. */
    long bytes() {
        return bytes;
    }

    boolean chunked() {
        return coding != null;
    }

    /** Whether one says that the connection ends. */
    boolean closes() {
        return closes;
    }

    /** All of them, and an empty one for Server and for Date where the upstream sent none: variables see it so. */
    List<Header> seen() {
        List<Header> seen = new ArrayList<>(all);
        for (String name : List.of("Server", "Date")) {
            if (first(name) == null) {
                seen.add(new Header(name, ""));
            }
        }
        return List.copyOf(seen);
    }
}

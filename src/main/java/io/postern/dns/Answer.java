package io.postern.dns;

import org.jspecify.annotations.Nullable;

/**
 * What came of a look-up.
 *
 * @param code 0, or why there is no value: a DNS response code, or {@link #TIMED_OUT}
 * @param value null unless the code is 0
 */
public record Answer<V>(int code, @Nullable V value) {
    public static final int NOT_FOUND = 3;
    /** ETIMEDOUT stands for an answer that did not come in time. */
    public static final int TIMED_OUT = 110;

    static <V> Answer<V> of(V value) {
        return new Answer<>(0, value);
    }

    static <V> Answer<V> failed(int code) {
        return new Answer<>(code, null);
    }

    /** nginx's words for the code (ngx_resolver_strerror). */
    public String words() {
        return words(code);
    }

    static String words(int code) {
        return switch (code) {
            case 1 -> "Format error";
            case 2 -> "Server failure";
            case NOT_FOUND -> "Host not found";
            case 4 -> "Unimplemented";
            case 5 -> "Operation refused";
            case TIMED_OUT -> "Operation timed out";
            default -> "Unknown error";
        };
    }
}

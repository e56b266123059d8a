package io.postern.http.exchange;

import org.jspecify.annotations.Nullable;

/** How one variable is read off a request. */
@FunctionalInterface
public interface Reader {
    /** The value; null when there is none. */
    @Nullable
    String read(Exchange exchange);

    /** Whether the first value holds for the whole request (map, geo, split_clients unless volatile). */
    default boolean once() {
        return false;
    }
}

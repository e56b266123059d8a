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

    /** A reader whose first value holds for the request. */
    static Reader kept(Reader inner) {
        return new Reader() {
            @Override
            public @Nullable String read(Exchange exchange) {
                return inner.read(exchange);
            }

            @Override
            public boolean once() {
                return true;
            }
        };
    }
}

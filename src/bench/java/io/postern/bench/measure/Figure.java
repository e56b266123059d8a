package io.postern.bench.measure;

/**
 * What a number says.
 *
 * @param name with its unit, such as {@code cpu µs/login}
 */
public record Figure(String name, Kind kind) {
    /** Which way is better, and whether proxies are compared by it. */
    public enum Kind {
        /** Less is better. */
        LESS,
        /** More is better. */
        MORE,
        /** For knowing; nobody is judged by it. */
        NOTE
    }
}

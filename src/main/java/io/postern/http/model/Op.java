package io.postern.http.model;

import io.postern.http.text.Regex;
import io.postern.http.text.Symbol;
import io.postern.http.text.Template;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rewrite directive as data; run in order by the interpreter. */
public sealed interface Op {
    /** {@code set $x value;} */
    record Set(Symbol symbol, Template value) implements Op {}

    /**
     * {@code if (…) { … }}: the inner directives run in the same pass; a location's block also brings its own settings.
     *
     * @param settings the block as a location of its own, null at server level
     */
    record If(Condition condition, List<Op> then, @Nullable Location settings) implements Op {}

    /**
     * {@code rewrite regex replacement flag;}
     *
     * @param path the replacement, or its part before a literal question mark when it is no redirect
     * @param args what follows that question mark
     * @param status of the redirect, 0 for an internal rewrite
     */
    record Rewrite(Regex regex, Template path, @Nullable Template args, boolean keepArgs, int status, Flag flag)
            implements Op {}

    /** {@code return code text;} */
    record Return(int status, @Nullable Template text) implements Op {}

    /** {@code break;} */
    record Break() implements Op {}

    /** What happens after a rewrite that matched. */
    enum Flag {
        NONE,
        LAST,
        BREAK,
        REDIRECT
    }
}

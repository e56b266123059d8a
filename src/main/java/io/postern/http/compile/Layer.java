package io.postern.http.compile;

import io.postern.directive.Block;
import io.postern.directive.Directive;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A block and those around it, up to http{}: the nearest one that says something about a directive decides. */
record Layer(Block block, @Nullable Layer outer) {

    Layer inside(Block inner) {
        return new Layer(inner, this);
    }

    /** The statements of the nearest block that has any of this name. */
    List<Directive> all(String name) {
        List<Directive> here = block.all(name);
        return !here.isEmpty() || outer == null ? here : outer.all(name);
    }

    /** The last one of {@link #all}, or null. */
    @Nullable
    Directive last(String name) {
        List<Directive> all = all(name);
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    String word(String name, String fallback) {
        Directive d = last(name);
        return d == null ? fallback : d.arguments().get(0);
    }

    boolean flag(String name, boolean fallback) {
        Directive d = last(name);
        return d == null ? fallback : d.arguments().get(0).equalsIgnoreCase("on");
    }

    long number(String name, long fallback) {
        Directive d = last(name);
        return d != null && d.value() instanceof Long n ? n : fallback;
    }

    /** In milliseconds. */
    long millis(String name, long fallback) {
        Directive d = last(name);
        return d != null && d.value() instanceof Duration time ? time.toMillis() : fallback;
    }
}

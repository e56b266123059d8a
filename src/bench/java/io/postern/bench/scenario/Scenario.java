package io.postern.bench.scenario;

import io.postern.bench.contender.Contender;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One kind of work, of one size. */
public sealed interface Scenario permits Traffic, Command {
    /** Unlike any other's. */
    String name();

    /** Why this contender cannot do it; null when it can. */
    @Nullable
    String unfit(Contender contender);

    /** What {@code bin/bench} calls all of this kind. */
    default String kind() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Whether it is worth the time of other proxies than nginx. */
    default boolean peers() {
        return true;
    }

    /** The curve that this is a point of; null when it stands alone. */
    default @Nullable Curve curve() {
        return null;
    }

    /**
     * A place on a curve of growing work.
     *
     * @param title of the whole curve
     * @param grows what x counts
     */
    record Curve(String title, String grows, double x) {}
}

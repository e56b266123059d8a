package io.postern.bench.report;

import io.postern.bench.measure.Figure;

/** What a ratio allows to be said. */
enum Verdict {
    BETTER("better"),
    WORSE("worse"),
    SAME("same"),
    UNCLEAR("spread too wide to conclude");

    /** Medians nearer to 1 are within what the same program shows against itself ({@code bin/bench --self}). */
    static final double FLOOR = 0.05;
    /** Rounds that all lie this near to 1 say that there is no difference worth a name. */
    static final double EQUAL = 0.10;

    static final String RULE =
            "A difference counts when every round lies on the same side of 1 and the median is at least 5 % away from it;"
                    + " rounds that all lie within 10 % of 1 are the same; of anything else the spread is too wide to conclude.";

    private final String words;

    Verdict(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /** Judges a ratio ours/theirs. */
    static Verdict of(Figures ratio, Figure.Kind kind) {
        boolean less = ratio.max() < 1 && ratio.median() <= 1 - FLOOR;
        boolean more = ratio.min() > 1 && ratio.median() >= 1 + FLOOR;
        if (less || more) {
            return less == (kind == Figure.Kind.LESS) ? BETTER : WORSE;
        }
        return ratio.min() >= 1 - EQUAL && ratio.max() <= 1 + EQUAL ? SAME : UNCLEAR;
    }
}

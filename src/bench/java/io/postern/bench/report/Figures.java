package io.postern.bench.report;

import java.util.Arrays;
import java.util.List;

/** Median, least and greatest of some measurements. */
record Figures(double median, double min, double max, int rounds) {
    static Figures of(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int n = sorted.length;
        double middle = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
        return new Figures(middle, sorted[0], sorted[n - 1], n);
    }

    /** The ratio of two series round by round, so that a drifting machine falls out. */
    static Figures ratio(List<Double> ours, List<Double> theirs) {
        Double[] pairs = new Double[Math.min(ours.size(), theirs.size())];
        Arrays.setAll(pairs, i -> ours.get(i) / theirs.get(i));
        return of(List.of(pairs));
    }
}

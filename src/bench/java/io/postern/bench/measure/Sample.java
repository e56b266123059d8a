package io.postern.bench.measure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What one run of a scenario gave. */
public final class Sample {
    private final Map<Figure, Double> figures = new LinkedHashMap<>();
    private final Map<String, Map<Double, Double>> traces = new LinkedHashMap<>();

    public Sample less(String name, double value) {
        figures.put(new Figure(name, Figure.Kind.LESS), value);
        return this;
    }

    /** A figure that has been added by this name. */
    public double less(String name) {
        return figures.getOrDefault(new Figure(name, Figure.Kind.LESS), Double.NaN);
    }

    public Sample more(String name, double value) {
        figures.put(new Figure(name, Figure.Kind.MORE), value);
        return this;
    }

    public Sample note(String name, double value) {
        figures.put(new Figure(name, Figure.Kind.NOTE), value);
        return this;
    }

    /** A point of a line that is plotted, such as the latency of the logins from the first to the thousandth. */
    public Sample point(String trace, double x, double y) {
        traces.computeIfAbsent(trace, t -> new TreeMap<>()).put(x, y);
        return this;
    }

    public Map<Figure, Double> figures() {
        return figures;
    }

    public Map<String, Map<Double, Double>> traces() {
        return traces;
    }
}

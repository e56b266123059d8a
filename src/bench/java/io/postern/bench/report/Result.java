package io.postern.bench.report;

import io.postern.bench.measure.Figure;
import io.postern.bench.measure.Sample;
import io.postern.bench.scenario.Scenario;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All rounds of one scenario: for each figure, what each contender needed; and why some could not. */
public final class Result {
    private final Scenario scenario;
    private final Map<Figure, Map<String, List<Double>>> rounds = new LinkedHashMap<>();
    private final Map<String, Map<String, Map<Double, List<Double>>>> traces = new LinkedHashMap<>();
    private final Map<String, String> left = new LinkedHashMap<>();
    private final Map<String, String> failed = new LinkedHashMap<>();

    public Result(Scenario scenario) {
        this.scenario = scenario;
    }

    public void add(String contender, Sample sample) {
        sample.figures().forEach((figure, value) -> {
            if (!value.isNaN()) {
                rounds.computeIfAbsent(figure, f -> new LinkedHashMap<>())
                        .computeIfAbsent(contender, p -> new ArrayList<>())
                        .add(value);
            }
        });
        sample.traces()
                .forEach((trace, points) ->
                        points.forEach((x, y) -> traces.computeIfAbsent(trace, t -> new LinkedHashMap<>())
                                .computeIfAbsent(contender, c -> new TreeMap<>())
                                .computeIfAbsent(x, v -> new ArrayList<>())
                                .add(y)));
    }

    /** This contender cannot take part. */
    public void leave(String contender, String why) {
        left.put(contender, why);
    }

    /** This contender took part and did not do the work. */
    public void fail(String contender, String why) {
        failed.put(contender, why);
    }

    /** Who did not do the work, and why. */
    public Map<String, String> failed() {
        return failed;
    }

    Scenario scenario() {
        return scenario;
    }

    Map<String, String> left() {
        return left;
    }

    List<Figure> figures() {
        return List.copyOf(rounds.keySet());
    }

    Map<String, Map<String, Map<Double, List<Double>>>> traces() {
        return traces;
    }

    boolean has(Figure figure, String contender) {
        return !values(figure, contender).isEmpty();
    }

    Figures of(Figure figure, String contender) {
        return Figures.of(values(figure, contender));
    }

    Figures ratio(Figure figure, String ours, String theirs) {
        return Figures.ratio(values(figure, ours), values(figure, theirs));
    }

    List<Double> values(Figure figure, String contender) {
        return rounds.getOrDefault(figure, Map.of()).getOrDefault(contender, List.of());
    }
}

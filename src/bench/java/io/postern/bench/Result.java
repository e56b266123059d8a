package io.postern.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All rounds of one scenario: for each figure, what each proxy needed. */
final class Result {
    private final String scenario;
    private final Map<String, Map<String, List<Double>>> rounds = new LinkedHashMap<>();

    Result(String scenario) {
        this.scenario = scenario;
    }

    void add(String proxy, Map<String, Double> figures) {
        figures.forEach((figure, value) -> rounds.computeIfAbsent(figure, f -> new LinkedHashMap<>())
                .computeIfAbsent(proxy, p -> new ArrayList<>())
                .add(value));
    }

    String scenario() {
        return scenario;
    }

    Iterable<String> figures() {
        return rounds.keySet();
    }

    Figures of(String figure, String proxy) {
        return Figures.of(values(figure, proxy));
    }

    Figures ratio(String figure, String ours, String theirs) {
        return Figures.ratio(values(figure, ours), values(figure, theirs));
    }

    List<Double> values(String figure, String proxy) {
        return rounds.getOrDefault(figure, Map.of()).getOrDefault(proxy, List.of());
    }
}

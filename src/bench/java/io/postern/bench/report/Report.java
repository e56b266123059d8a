package io.postern.bench.report;

import io.postern.bench.measure.Figure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Everything that one run gave.
 *
 * @param contenders names of the columns; the first is compared with the one called nginx
 * @param left what could not be run at all, by name, and why
 */
public record Report(
        Machine machine,
        List<String> contenders,
        List<Result> results,
        Map<String, String> left,
        int rounds,
        double scale) {
    String ours() {
        return contenders.get(0);
    }

    String theirs() {
        return "nginx";
    }

    List<String> others() {
        return contenders.stream()
                .filter(name -> !name.equals(ours()) && !name.equals(theirs()))
                .toList();
    }

    boolean compared(Result result, Figure figure) {
        return figure.kind() != Figure.Kind.NOTE && result.has(figure, ours()) && result.has(figure, theirs());
    }

    /** What the other columns say, in words. */
    String others(Result result, Figure figure) {
        return others().stream()
                .filter(other -> result.has(figure, other))
                .map(other -> other + " " + number(result.of(figure, other).median()))
                .collect(Collectors.joining("; "));
    }

    /** Who did not do their work, by scenario and name, and why. */
    public Map<String, String> failed() {
        Map<String, String> all = new LinkedHashMap<>();
        for (Result result : results) {
            result.failed()
                    .forEach((contender, why) -> all.put(result.scenario().name() + ": " + contender, why));
        }
        return all;
    }

    /** Whatever did not run, and why, by name. */
    Map<String, String> missing() {
        Map<String, String> all = new LinkedHashMap<>(left);
        for (Result result : results) {
            result.left().forEach((contender, why) -> all.put(result.scenario().name() + ": " + contender, why));
        }
        return all;
    }

    /** The driver's own share of the machine: least and greatest of all runs, in cores. */
    String driver() {
        List<Double> all = new ArrayList<>();
        for (Result result : results) {
            for (Figure figure : result.figures()) {
                if (figure.name().equals("driver's cores")) {
                    for (String contender : contenders) {
                        all.addAll(result.values(figure, contender));
                    }
                }
            }
        }
        if (all.isEmpty()) {
            return "The driver took part in nothing.";
        }
        Figures cores = Figures.of(all);
        return "The driver itself used " + number(cores.median()) + " cores (median of all runs; from "
                + number(cores.min()) + " to " + number(cores.max()) + ").";
    }

    static String number(double value) {
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size < 10 ? "%.2f" : size < 100 ? "%.1f" : "%.0f", value);
    }

    static String spread(Figures figures) {
        return number(figures.median()) + " [" + number(figures.min()) + "-" + number(figures.max()) + "]";
    }
}

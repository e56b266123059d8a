package io.postern.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** The results as a table for people, as JSON, and as a page that needs nothing but a browser. */
record Report(String ours, String theirs, List<Result> results) {
    private static final String ROW = "%-34s %-18s %12s %12s   %s%n";

    void print(PrintStream out) {
        out.printf(
                ROW,
                "scenario",
                "figure",
                ours,
                theirs,
                "ratio (median [min-max], below 1 is less than " + theirs + ")");
        for (Result result : results) {
            for (String figure : result.figures()) {
                if (!complete(result, figure)) {
                    continue;
                }
                Figures ratio = result.ratio(figure, ours, theirs);
                out.printf(
                        Locale.ROOT,
                        ROW,
                        result.scenario(),
                        figure,
                        number(result.of(figure, ours).median()),
                        number(result.of(figure, theirs).median()),
                        number(ratio.median()) + " [" + number(ratio.min()) + "-" + number(ratio.max()) + "]"
                                + (ratio.unclear() ? "  spread too wide to conclude" : ""));
            }
        }
    }

    private boolean complete(Result result, String figure) {
        return !result.values(figure, ours).isEmpty()
                && !result.values(figure, theirs).isEmpty();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }

    String json() {
        StringJoiner rows = new StringJoiner(",\n  ", "[\n  ", "\n]\n");
        for (Result result : results) {
            for (String figure : result.figures()) {
                rows.add(String.format(
                        Locale.ROOT,
                        "{\"scenario\":\"%s\",\"figure\":\"%s\",\"%s\":%s,\"%s\":%s}",
                        result.scenario(),
                        figure,
                        ours,
                        result.values(figure, ours),
                        theirs,
                        result.values(figure, theirs)));
            }
        }
        return rows.toString();
    }

    String html() {
        StringBuilder rows = new StringBuilder();
        for (Result result : results) {
            for (String figure : result.figures()) {
                if (!complete(result, figure)) {
                    continue;
                }
                Figures r = result.ratio(figure, ours, theirs);
                rows.append(String.format(
                        Locale.ROOT,
                        """
                        <tr><td>%s<td>%s<td>%s<td>%s<td>%s<td><svg width="300" height="16">\
                        <line x1="150" x2="150" y2="16" stroke="#888"/>\
                        <rect x="%d" y="4" width="%d" height="8" fill="#bcd"/>\
                        <circle cx="%d" cy="8" r="5" fill="#036"/></svg>
                        """,
                        result.scenario(),
                        figure,
                        number(result.of(figure, ours).median()),
                        number(result.of(figure, theirs).median()),
                        number(r.median()),
                        x(r.min()),
                        Math.max(1, x(r.max()) - x(r.min())),
                        x(r.median())));
            }
        }
        return """
                <!doctype html><meta charset="utf-8"><title>%1$s beside %2$s</title>
                <style>body{font:15px sans-serif;margin:2em}td,th{padding:.2em .8em;text-align:left}</style>
                <h1>%1$s beside %2$s</h1>
                <p>Ratios below 1 (left of the line) mean less than %2$s. Dot: median; bar: least to greatest round.</p>
                <table><tr><th>scenario<th>figure<th>%1$s<th>%2$s<th>ratio<th>0 … 1 … 2
                %3$s</table>
                """.formatted(ours, theirs, rows);
    }

    private static int x(double ratio) {
        return (int) Math.round(150 * Math.min(ratio, 2));
    }
}

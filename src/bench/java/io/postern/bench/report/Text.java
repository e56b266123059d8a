package io.postern.bench.report;

import io.postern.bench.measure.Figure;
import java.io.PrintStream;
import java.util.StringJoiner;

/** The results as lines for people. */
public final class Text {
    private static final String ROW = "%-44s %-26s %10s %10s  %s%n";

    private final Report report;
    private final PrintStream out;

    public Text(Report report, PrintStream out) {
        this.report = report;
        this.out = out;
    }

    /** What stands above all. */
    public void head() {
        out.println(report.machine().line());
        out.println(Verdict.RULE);
        out.printf(
                ROW, "scenario", "figure", report.ours(), report.theirs(), "ratio, median [min-max]; other contenders");
    }

    /** What stands below all. */
    public void foot() {
        out.println(report.driver());
        report.missing().forEach((what, why) -> out.println("not run: " + what + " (" + why + ")"));
    }

    /** One scenario's lines. */
    public void print(Result result) {
        for (Figure figure : result.figures()) {
            StringJoiner rest = new StringJoiner("; ");
            if (report.compared(result, figure)) {
                Figures ratio = result.ratio(figure, report.ours(), report.theirs());
                rest.add(Report.spread(ratio) + " "
                        + Verdict.of(ratio, figure.kind()).words());
            }
            for (String other : report.others()) {
                if (result.has(figure, other)) {
                    rest.add(
                            other + " " + Report.number(result.of(figure, other).median()));
                }
            }
            out.printf(
                    ROW,
                    result.scenario().name(),
                    figure.name(),
                    median(result, figure, report.ours()),
                    median(result, figure, report.theirs()),
                    rest);
        }
    }

    private static String median(Result result, Figure figure, String contender) {
        return result.has(figure, contender)
                ? Report.number(result.of(figure, contender).median())
                : "-";
    }
}

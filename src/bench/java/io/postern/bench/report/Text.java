package io.postern.bench.report;

import io.postern.bench.measure.Figure;
import java.io.PrintStream;

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
        report.failed().forEach((what, why) -> out.println("FAILED: " + what + " (" + why + ")"));
        report.missing().forEach((what, why) -> out.println("not run: " + what + " (" + why + ")"));
    }

    /** One scenario's lines. */
    public void print(Result result) {
        result.failed()
                .forEach((contender, why) ->
                        out.println("FAILED: " + result.scenario().name() + ": " + contender + " (" + why + ")"));
        for (Figure figure : result.figures()) {
            String rest = report.others(result, figure);
            if (report.compared(result, figure)) {
                Figures ratio = result.ratio(figure, report.ours(), report.theirs());
                rest = Report.spread(ratio) + " "
                        + Verdict.of(ratio, figure.kind()).words() + (rest.isEmpty() ? "" : "; " + rest);
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

package io.postern.bench.report;

import io.postern.bench.measure.Figure;
import io.postern.bench.scenario.Goal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The table for a page: what each scenario is about, without what only explains it. */
public final class Markdown {
    private static final String BEGIN = "<!-- figures -->";
    private static final String END = "<!-- /figures -->";
    private static final Set<String> SHOWN = Set.of("p99 µs", "Pss MB", "wall ms", "ping p99 µs", "login p99 µs");

    private Markdown() {}

    /**
     * Puts the table between the two marks of a file.
     *
     * @throws IOException when the file has no such marks
     */
    public static void into(Path file, Report report) throws IOException {
        String text = Files.readString(file);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(file + " has no " + BEGIN + " … " + END);
        }
        Files.writeString(file, text.substring(0, begin + BEGIN.length()) + "\n" + table(report) + text.substring(end));
    }

    static String table(Report report) {
        StringBuilder text = new StringBuilder(report.machine().undated())
                .append("; ")
                .append(report.rounds())
                .append(" rounds, scale ")
                .append(report.scale())
                .append(".\n\n| scenario | figure | ")
                .append(report.ours())
                .append(" | ")
                .append(report.theirs())
                .append(" | ratio, median [min-max] | | goal | others |\n|---|---|---:|---:|---:|---|---|---|\n");
        for (Result result : report.results()) {
            String name = result.scenario().name();
            for (Figure figure : result.figures()) {
                if (shown(figure) && report.compared(result, figure)) {
                    Figures ratio = result.ratio(figure, report.ours(), report.theirs());
                    text.append("| ")
                            .append(String.join(
                                    " | ",
                                    name,
                                    figure.name(),
                                    Report.number(
                                            result.of(figure, report.ours()).median()),
                                    Report.number(
                                            result.of(figure, report.theirs()).median()),
                                    Report.spread(ratio),
                                    Verdict.of(ratio, figure.kind()).words(),
                                    goals(report, result, figure),
                                    report.others(result, figure)))
                            .append(" |\n");
                    name = "";
                }
            }
        }
        text.append('\n').append(report.driver()).append('\n');
        report.failed().forEach((what, why) -> remark(text, "Failed: ", what, why));
        report.left().forEach((what, why) -> remark(text, "Not run: ", what, why));
        return text.toString();
    }

    private static void remark(StringBuilder text, String how, String what, String why) {
        text.append(how).append(what).append(" (").append(why).append(").\n");
    }

    private static boolean shown(Figure figure) {
        return (figure.name().startsWith("cpu ") && !figure.name().equals("cpu ms")) || SHOWN.contains(figure.name());
    }

    private static String goals(Report report, Result result, Figure figure) {
        List<String> all = new ArrayList<>();
        for (Goal goal : Goal.of(result.scenario())) {
            if (goal.figure().equals(figure.name()) && result.has(figure, goal.contender())) {
                double reached = goal.relative()
                        ? result.ratio(figure, goal.contender(), report.theirs())
                                .median()
                        : result.of(figure, goal.contender()).median();
                all.add(Report.number(goal.goal())
                        + (goal.contender().equals(report.ours()) ? "" : " (" + goal.contender() + ")")
                        + (reached <= goal.moonshot()
                                ? " met, and the moonshot"
                                : reached <= goal.goal() ? " met" : " missed"));
            }
        }
        return String.join("; ", all);
    }
}

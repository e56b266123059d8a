package io.postern.bench.report;

import io.postern.bench.measure.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The table for the README: one row for each scenario and figure that proxies are compared by. */
public final class Markdown {
    private static final String BEGIN = "<!-- figures -->";
    private static final String END = "<!-- /figures -->";

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
        StringBuilder text = new StringBuilder(report.machine().line())
                .append("; ")
                .append(report.rounds())
                .append(" rounds, scale ")
                .append(report.scale())
                .append(".\n\n| scenario | figure | ")
                .append(report.ours())
                .append(" | ")
                .append(report.theirs())
                .append(" | ratio, median [min-max] | |\n|---|---|---:|---:|---:|---|\n");
        for (Result result : report.results()) {
            String name = result.scenario().name();
            for (Figure figure : result.figures()) {
                if (report.compared(result, figure)) {
                    Figures ratio = result.ratio(figure, report.ours(), report.theirs());
                    text.append("| ")
                            .append(name)
                            .append(" | ")
                            .append(figure.name())
                            .append(" | ")
                            .append(Report.number(
                                    result.of(figure, report.ours()).median()))
                            .append(" | ")
                            .append(Report.number(
                                    result.of(figure, report.theirs()).median()))
                            .append(" | ")
                            .append(Report.spread(ratio))
                            .append(" | ")
                            .append(Verdict.of(ratio, figure.kind()).words())
                            .append(" |\n");
                    name = "";
                }
            }
        }
        text.append('\n').append(report.driver()).append('\n');
        for (Map.Entry<String, String> missing : report.left().entrySet()) {
            text.append("Not run: ")
                    .append(missing.getKey())
                    .append(" (")
                    .append(missing.getValue())
                    .append(").\n");
        }
        return text.toString();
    }
}

package io.postern.bench.report;

import io.postern.bench.measure.Figure;
import io.postern.bench.scenario.Scenario;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The results as one page that needs nothing but a browser: a table with a whisker for each ratio, and the curves. */
public record Html(Report report) {
    private static final int WHISKER = 200;
    /** The whiskers' axis goes from a quarter to four. */
    private static final double REACH = 4;

    public String text() {
        StringBuilder text = new StringBuilder("""
                <!doctype html>
                <html lang="en">
                <meta charset="utf-8">
                <title>Postern beside nginx</title>
                <style>
                body { font: 14px/1.45 system-ui, sans-serif; margin: 2em; color: #222 }
                svg text { font: 11px system-ui, sans-serif; fill: #333 }
                table { border-collapse: collapse; margin: 1em 0 }
                th, td { padding: 2px 9px; border-bottom: 1px solid #ddd; text-align: right; white-space: nowrap }
                th:first-child, td:first-child, .words { text-align: left }
                th { background: #fff; position: sticky; top: 0 }
                .better { color: #17692e } .worse { color: #a4260f } .none { color: #777 }
                .plots { display: flex; flex-wrap: wrap; gap: 1.2em }
                </style>
                <h1>Postern beside nginx</h1>
                """);
        paragraph(text, report.machine().line() + "; " + report.rounds() + " rounds, scale " + report.scale());
        paragraph(text, Verdict.RULE + " Whiskers: least, median and greatest ratio; the line in the middle is 1.");
        table(text);
        curves(text);
        paragraph(text, report.driver());
        list(text, "Failed", report.failed());
        list(text, "Not run", report.missing());
        return text.append("</html>\n").toString();
    }

    private void table(StringBuilder text) {
        text.append("<table>\n<tr><th>scenario<th class=\"words\">figure");
        report.contenders().forEach(name -> text.append("<th>").append(escaped(name)));
        text.append("<th>ratio<th><th class=\"words\">\n");
        for (Result result : report.results()) {
            String name = result.scenario().name();
            for (Figure figure : result.figures()) {
                cell(text, "", name);
                cell(text, " class=\"words\"", figure.name());
                for (String contender : report.contenders()) {
                    cell(
                            text,
                            "",
                            result.has(figure, contender)
                                    ? Report.number(result.of(figure, contender).median())
                                    : "");
                }
                if (report.compared(result, figure)) {
                    Figures ratio = result.ratio(figure, report.ours(), report.theirs());
                    Verdict verdict = Verdict.of(ratio, figure.kind());
                    cell(text, "", Report.spread(ratio));
                    text.append("<td>").append(whisker(ratio, verdict));
                    cell(text, " class=\"words " + style(verdict) + "\"", verdict.words());
                }
                text.append('\n');
                name = "";
            }
        }
        text.append("</table>\n");
    }

    private static void list(StringBuilder text, String title, Map<String, String> reasons) {
        if (!reasons.isEmpty()) {
            text.append("<h2>").append(title).append("</h2>\n<ul>\n");
            reasons.forEach((what, why) ->
                    text.append("<li>").append(escaped(what + ": " + why)).append("</li>\n"));
            text.append("</ul>\n");
        }
    }

    private static String style(Verdict verdict) {
        return verdict == Verdict.BETTER || verdict == Verdict.WORSE ? verdict.words() : "none";
    }

    private static String whisker(Figures ratio, Verdict verdict) {
        String colour = verdict == Verdict.BETTER ? "#2e8b57" : verdict == Verdict.WORSE ? "#c0391b" : "#777";
        return String.format(
                Locale.ROOT,
                "<svg width=\"%d\" height=\"14\"><line x1=\"%4$d\" x2=\"%4$d\" y1=\"0\" y2=\"14\" stroke=\"#999\"/>"
                        + "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"7\" y2=\"7\" stroke=\"%6$s\" stroke-width=\"2\"/>"
                        + "<circle cx=\"%5$.1f\" cy=\"7\" r=\"4\" fill=\"%6$s\"/></svg>",
                WHISKER,
                place(ratio.min()),
                place(ratio.max()),
                WHISKER / 2,
                place(ratio.median()),
                colour);
    }

    private static double place(double ratio) {
        double inside = Math.max(1 / REACH, Math.min(REACH, ratio));
        return WHISKER / 2.0 * (1 + 0.96 * Math.log(inside) / Math.log(REACH));
    }

    /** The scenarios that are points of a curve, one plot for each figure; and the lines that scenarios drew themselves. */
    private void curves(StringBuilder text) {
        Map<String, Map<String, Map<Double, Double>>> plots = new LinkedHashMap<>();
        Map<String, String> axes = new LinkedHashMap<>();
        for (Result result : report.results()) {
            Scenario.Curve curve = result.scenario().curve();
            if (curve != null) {
                for (Figure figure : result.figures()) {
                    String title = curve.title() + ": " + figure.name();
                    axes.put(title, curve.grows());
                    for (String contender : report.contenders()) {
                        if (figure.kind() != Figure.Kind.NOTE && result.has(figure, contender)) {
                            point(
                                    plots,
                                    title,
                                    contender,
                                    curve.x(),
                                    result.of(figure, contender).median());
                        }
                    }
                }
            }
            result.traces()
                    .forEach((trace, lines) -> lines.forEach((contender, points) -> points.forEach((x, y) -> {
                        String title = result.scenario().name() + ": " + trace;
                        axes.put(title, "logins");
                        point(plots, title, contender, x, Figures.of(y).median());
                    })));
        }
        text.append("<div class=\"plots\">\n");
        plots.forEach((title, lines) -> text.append(new Plot(title, axes.getOrDefault(title, ""), lines).svg()));
        text.append("</div>\n");
    }

    private static void point(
            Map<String, Map<String, Map<Double, Double>>> plots, String title, String line, double x, double y) {
        plots.computeIfAbsent(title, t -> new LinkedHashMap<>())
                .computeIfAbsent(line, l -> new TreeMap<>())
                .put(x, y);
    }

    private static void cell(StringBuilder text, String attributes, String words) {
        text.append("<td").append(attributes).append('>').append(escaped(words));
    }

    private static void paragraph(StringBuilder text, String words) {
        text.append("<p>").append(escaped(words)).append("</p>\n");
    }

    static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}

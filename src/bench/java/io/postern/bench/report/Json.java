package io.postern.bench.report;

import io.postern.bench.measure.Figure;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** The results for programs: every round of every figure. */
public record Json(Report report) {
    public String text() {
        StringJoiner rows = new StringJoiner(",\n    ");
        for (Result result : report.results()) {
            for (Figure figure : result.figures()) {
                StringJoiner values = new StringJoiner(", ");
                for (String contender : report.contenders()) {
                    if (result.has(figure, contender)) {
                        values.add(quoted(contender) + ": " + result.values(figure, contender));
                    }
                }
                rows.add("{\"scenario\": %s, \"figure\": %s, \"better\": %s, \"rounds\": {%s}}"
                        .formatted(
                                quoted(result.scenario().name()),
                                quoted(figure.name()),
                                quoted(figure.kind().name().toLowerCase(Locale.ROOT)),
                                values));
            }
        }
        return """
                {
                  "about": %s,
                  "rounds": %d,
                  "scale": %s,
                  "driver": %s,
                  "failed": %s,
                  "not run": %s,
                  "results": [
                    %s
                  ]
                }
                """.formatted(
                        object(report.machine().facts()),
                        report.rounds(),
                        report.scale(),
                        quoted(report.driver()),
                        object(report.failed()),
                        object(report.missing()),
                        rows);
    }

    private static String object(Map<String, String> map) {
        StringJoiner pairs = new StringJoiner(", ", "{", "}");
        map.forEach((name, value) -> pairs.add(quoted(name) + ": " + quoted(value)));
        return pairs.toString();
    }

    private static String quoted(String words) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.append('"').toString();
    }
}

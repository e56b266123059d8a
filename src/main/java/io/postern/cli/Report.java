package io.postern.cli;

import io.postern.directive.Cycle;
import io.postern.directive.Finding;
import io.postern.lang.Node;
import io.postern.lang.Origin;
import io.postern.process.ConfigTest;
import io.postern.process.lint.Hit;
import io.postern.process.lint.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The result of a test for programs: one JSON object, or SARIF 2.1.0 for code hosts. */
final class Report {
    private final Cycle cycle;
    private final ConfigTest.Result result;
    private final Collection<String> files;
    private final Explanation explanation;
    private final List<Hit> hits;

    Report(Cycle cycle, ConfigTest.Result result, Map<String, String> texts, List<Hit> hits) {
        this.cycle = cycle;
        this.result = result;
        this.files = texts.keySet();
        this.explanation = new Explanation(result.configuration().vocabulary(), texts);
        this.hits = hits;
    }

    /** One object: the verdict, the files read, every finding, and the servers where they were asked for. */
    String json(@Nullable List<Map<String, Object>> servers) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("file", cycle.launch().confFile());
        object.put("passed", result.passed());
        object.put("files", files);
        List<Object> list = new ArrayList<>();
        cycle.findings().forEach(f -> list.add(entry(f, Code.of(f).label(), explanation.hint(f))));
        hits.forEach(h -> list.add(entry(h.finding(), h.rule().code(), null)));
        object.put("findings", list);
        if (servers != null) {
            object.put("servers", servers);
        }
        return Json.of(object);
    }

    private static Map<String, Object> entry(Finding finding, String code, @Nullable String hint) {
        Map<String, Object> entry = new LinkedHashMap<>();
        Origin place = Explanation.place(finding);
        Origin line = finding.origin();
        Node node = finding.node();
        entry.put("severity", finding.severity().word());
        if (line != null) {
            entry.put("file", line.file());
            entry.put("line", line.line());
            entry.put("column", place == null ? line.column() : place.column());
            if (place != null && place.line() != line.line()) {
                entry.put("startLine", place.line());
            }
        }
        if (node != null) {
            entry.put("directive", node.name());
        }
        entry.put("code", code);
        entry.put("message", finding.text());
        if (hint != null) {
            entry.put("hint", hint);
        }
        return entry;
    }

    String sarif(String version) {
        List<Object> rules = new ArrayList<>();
        for (Code code : Code.values()) {
            rules.add(Map.of("id", code.label()));
        }
        for (Rule rule : Rule.values()) {
            rules.add(ordered("id", rule.code(), "shortDescription", Map.of("text", rule.sentence())));
        }
        List<Object> results = new ArrayList<>();
        cycle.findings().forEach(f -> results.add(sarifResult(f, Code.of(f).label())));
        hits.forEach(h -> results.add(sarifResult(h.finding(), h.rule().code())));
        Map<String, Object> driver = ordered("name", "Postern", "version", version);
        driver.put("rules", rules);
        Map<String, Object> run = ordered("tool", Map.of("driver", driver), "results", results);
        Map<String, Object> log =
                ordered("$schema", "https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0");
        log.put("runs", List.of(run));
        return Json.of(log);
    }

    private static Map<String, Object> sarifResult(Finding finding, String code) {
        Map<String, Object> entry = ordered("ruleId", code, "level", level(finding));
        entry.put("message", Map.of("text", finding.text()));
        Origin place = Explanation.place(finding);
        Origin where = place == null ? finding.origin() : place;
        if (where != null && !where.file().isEmpty()) {
            Map<String, Object> region =
                    ordered("startLine", Math.max(1, where.line()), "startColumn", Math.max(1, where.column()));
            Map<String, Object> physical = ordered("artifactLocation", Map.of("uri", where.file()), "region", region);
            entry.put("locations", List.of(Map.of("physicalLocation", physical)));
        }
        return entry;
    }

    private static String level(Finding finding) {
        return switch (finding.severity()) {
            case EMERG, ALERT, CRIT, ERROR -> "error";
            case WARN -> "warning";
            case NOTICE, INFO -> "note";
        };
    }

    private static Map<String, Object> ordered(String a, Object first, String b, Object second) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(a, first);
        map.put(b, second);
        return map;
    }
}

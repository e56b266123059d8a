package io.postern.cli;

import io.postern.directive.Cycle;
import io.postern.directive.Finding;
import io.postern.lang.Node;
import io.postern.lang.Origin;
import io.postern.process.ConfigTest;
import io.postern.process.lint.Hit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The result of a test for programs, as one JSON object. */
final class Report {
    private final Cycle cycle;
    private final ConfigTest.Result result;
    private final Sources sources;
    private final Explanation explanation;
    private final List<Hit> hits;

    Report(Cycle cycle, ConfigTest.Result result, Sources sources, List<Hit> hits) {
        this.cycle = cycle;
        this.result = result;
        this.sources = sources;
        this.explanation = new Explanation(result.configuration().vocabulary(), sources);
        this.hits = hits;
    }

    /**
     * One finding as programs see it.
     *
     * @param place where a person should look; null where nginx names no place
     * @param line nginx's line, which can be a later one of the same statement; null without a place
     */
    record Entry(
            Finding finding,
            String code,
            @Nullable Origin place,
            @Nullable Origin line,
            @Nullable String hint) {
        boolean isError() {
            return finding.fatal();
        }

        String message() {
            return Sources.text(finding.text());
        }
    }

    /** nginx's errors and warnings in its order, then what nginx would not say, then lint. */
    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        cycle.findings().forEach(f -> entries.add(entry(f, Code.of(f).label(), explanation.hint(f))));
        if (!cycle.failed()) {
            cycle.advice().forEach(f -> entries.add(entry(f, Code.of(f).label(), null)));
        }
        hits.forEach(
                h -> entries.add(entry(h.finding(), h.rule().code(), h.rule().remedy())));
        return entries;
    }

    /** One object: the verdict, the files read, errors, warnings, and the servers where they were asked for. */
    String json(@Nullable List<Map<String, Object>> servers) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("file", Sources.text(cycle.launch().confFile()));
        object.put("passed", result.passed());
        object.put("files", sources.names().stream().map(Sources::text).toList());
        List<Object> errors = new ArrayList<>();
        List<Object> warnings = new ArrayList<>();
        for (Entry entry : entries()) {
            (entry.isError() ? errors : warnings).add(json(entry));
        }
        object.put("errors", errors);
        object.put("warnings", warnings);
        if (servers != null) {
            object.put("servers", servers);
        }
        return Json.of(object);
    }

    private Entry entry(Finding finding, String code, @Nullable String hint) {
        Origin place = explanation.place(finding);
        return new Entry(finding, code, place, place == null ? null : finding.origin(), hint);
    }

    private Map<String, Object> json(Entry entry) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("severity", entry.finding.severity().word());
        Origin place = entry.place;
        Origin line = entry.line;
        if (place != null && line != null) {
            // file and line are nginx's; where to look is the column, and startLine when that is another line
            map.put("file", Sources.text(line.file()));
            map.put("line", line.line());
            map.put("column", sources.column(place));
            if (place.line() != line.line()) {
                map.put("startLine", place.line());
            }
        }
        Node node = entry.finding.node();
        if (node != null) {
            map.put("directive", Sources.text(node.name()));
        }
        map.put("code", entry.code);
        map.put("message", entry.message());
        if (entry.hint != null) {
            map.put("hint", entry.hint);
        }
        return map;
    }
}

package io.postern.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.postern.directive.Severity;
import io.postern.lang.FileName;
import io.postern.lang.Origin;
import io.postern.process.lint.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The result of a test as a SARIF 2.1.0 log (OASIS), which code hosts show beside the lines. */
final class Sarif {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
    private static final String BASE = "%SRCROOT%";
    private static final String PLAIN = "-._~/";

    private final Report report;
    private final Sources sources;
    private final String folder;

    /**
     * A log of one run.
     *
     * @param folder the folder to which files are named relatively if they stand in it, ending in a slash
     */
    Sarif(Report report, Sources sources, String folder) {
        this.report = report;
        this.sources = sources;
        this.folder = folder;
    }

    /** The folder in which we were started. */
    static String here() {
        String folder = FileName.bytes(System.getProperty("user.dir", "/"));
        return folder.endsWith("/") ? folder : folder + "/";
    }

    String text(String version) {
        List<String> ids = new ArrayList<>();
        List<Object> rules = new ArrayList<>();
        for (Code code : Code.values()) {
            ids.add(code.label());
            rules.add(object("id", code.label(), "shortDescription", object("text", code.words())));
        }
        for (Rule rule : Rule.values()) {
            ids.add(rule.code());
            rules.add(object(
                    "id",
                    rule.code(),
                    "shortDescription",
                    object("text", rule.sentence()),
                    "help",
                    object("text", rule.remedy()),
                    "defaultConfiguration",
                    object("level", level(rule.severity()))));
        }
        List<Object> results = new ArrayList<>();
        report.entries().forEach(entry -> results.add(result(entry, ids)));
        List<Object> files = new ArrayList<>();
        sources.names().forEach(name -> files.add(object("location", location(name))));
        Map<String, Object> run = object(
                "tool",
                object("driver", object("name", "Postern", "version", version, "rules", rules)),
                "invocations",
                List.of(object("executionSuccessful", true)),
                "originalUriBaseIds",
                object(BASE, object("uri", "file://" + encoded(folder))),
                "columnKind",
                "unicodeCodePoints",
                "artifacts",
                files);
        run.put("results", results);
        return Json.of(object("$schema", SCHEMA, "version", "2.1.0", "runs", List.of(run)));
    }

    private Map<String, Object> result(Report.Entry entry, List<String> ids) {
        String hint = entry.hint();
        Map<String, Object> result = object(
                "ruleId",
                entry.code(),
                "ruleIndex",
                ids.indexOf(entry.code()),
                "level",
                level(entry.finding().severity()),
                "message",
                object("text", entry.message() + (hint == null ? "" : " (" + hint + ")")));
        Origin place = entry.place();
        if (place != null) {
            Map<String, Object> physical = object("artifactLocation", location(place.file()));
            if (place.line() > 0) {
                physical.put("region", object("startLine", place.line(), "startColumn", sources.column(place)));
            }
            result.put("locations", List.of(object("physicalLocation", physical)));
        }
        return result;
    }

    private Map<String, Object> location(String file) {
        if (file.startsWith(folder)) {
            return object("uri", encoded(file.substring(folder.length())), "uriBaseId", BASE);
        }
        return file.startsWith("/")
                ? object("uri", "file://" + encoded(file))
                : object("uri", encoded(file.startsWith("./") ? file.substring(2) : file), "uriBaseId", BASE);
    }

    /** A path as a part of a URI (RFC 3986): bytes that are not plain as %XX. */
    private static String encoded(String path) {
        StringBuilder out = new StringBuilder();
        for (byte b : path.getBytes(ISO_8859_1)) {
            char c = (char) (b & 0xff);
            if (c < 128 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
                out.append(c);
            } else {
                out.append(String.format("%%%02X", (int) c));
            }
        }
        return out.toString();
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case EMERG, ALERT, CRIT, ERROR -> "error";
            case WARN -> "warning";
            case NOTICE, INFO -> "note";
        };
    }

    private static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put(namesAndValues[i].toString(), namesAndValues[i + 1]);
        }
        return object;
    }
}

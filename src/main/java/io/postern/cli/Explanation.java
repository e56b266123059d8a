package io.postern.cli;

import io.postern.directive.Context;
import io.postern.directive.Finding;
import io.postern.directive.Row;
import io.postern.directive.Vocabulary;
import io.postern.lang.Node;
import io.postern.lang.Origin;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What helps a person with a finding: the line and a caret, where the directive may stand, what may have been meant. */
final class Explanation {
    private static final int WIDEST = 160;

    private final Vocabulary vocabulary;
    private final Map<String, String> texts;

    Explanation(Vocabulary vocabulary, Map<String, String> texts) {
        this.vocabulary = vocabulary;
        this.texts = texts;
    }

    /** The lines to show below a finding; empty where there is nothing to add. */
    String of(Finding finding) {
        StringBuilder text = new StringBuilder();
        Origin place = place(finding);
        if (place != null) {
            source(place, text);
        }
        String hint = hint(finding);
        if (hint != null) {
            text.append("      hint: ").append(hint).append('\n');
        }
        return text.toString();
    }

    /** Where a person should look: the start of the statement, else nginx's place. */
    static @Nullable Origin place(Finding finding) {
        Node node = finding.node();
        return node != null ? node.start() : finding.located() ? finding.origin() : null;
    }

    /** One sentence of help; null where there is none. */
    @Nullable
    String hint(Finding finding) {
        Node node = finding.node();
        if (node == null) {
            return null;
        }
        List<Row<?>> rows = vocabulary.named(node.name());
        return switch (Code.of(finding)) {
            case UNKNOWN -> meant(node.name());
            case NOT_HERE -> "\"" + node.name() + "\" is allowed in " + places(rows);
            case ARGUMENTS ->
                rows.isEmpty()
                        ? null
                        : "\"" + node.name() + "\" takes " + rows.get(0).arity().words();
            case VALUE -> rows.isEmpty() ? null : said(rows.get(0));
            case DUPLICATE -> "remove one of the two; a block takes \"" + node.name() + "\" once";
            case UNTERMINATED -> "put a \";\" after the last argument";
            case SYNTAX, OTHER -> null;
        };
    }

    private static @Nullable String said(Row<?> row) {
        return row.doc().isEmpty() ? null : row.name() + ": " + row.doc();
    }

    private @Nullable String meant(String name) {
        String best = Spelling.nearest(name, vocabulary.names());
        if (best == null) {
            return null;
        }
        return "did you mean \"" + best + "\"? It is allowed in " + places(vocabulary.named(best));
    }

    private static String places(List<Row<?>> rows) {
        TreeSet<Context> contexts =
                rows.stream().flatMap(r -> r.contexts().stream()).collect(Collectors.toCollection(TreeSet::new));
        return contexts.stream().map(Context::words).collect(Collectors.joining(", "));
    }

    private void source(Origin place, StringBuilder out) {
        String text = texts.get(place.file());
        if (text == null) {
            return;
        }
        int start = 0;
        for (int line = 1; line < place.line(); line++) {
            int next = text.indexOf('\n', start);
            if (next < 0) {
                return;
            }
            start = next + 1;
        }
        int end = text.indexOf('\n', start);
        String line = text.substring(start, end < 0 ? text.length() : end).replace("\r", "");
        if (line.length() > WIDEST || place.column() > WIDEST) {
            return;
        }
        String number = String.format("%5d", place.line());
        out.append(number).append(" | ").append(line.replace('\t', ' ')).append('\n');
        out.append("      | ")
                .append(" ".repeat(Math.max(0, place.column() - 1)))
                .append("^\n");
    }
}

package io.postern.cli;

import io.postern.directive.Finding;
import io.postern.directive.Vocabulary;
import io.postern.lang.Node;
import io.postern.lang.Origin;
import io.postern.lang.Word;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What helps a person with a finding: the line, a caret under what is wrong, and a hint. */
final class Explanation {
    private final Hints hints;
    private final Sources sources;

    Explanation(Vocabulary vocabulary, Sources sources) {
        this.hints = new Hints(vocabulary);
        this.sources = sources;
    }

    /** The lines to show below a finding; empty where there is nothing to add. */
    String of(Finding finding) {
        return of(finding, hints.of(finding));
    }

    /** The same with a hint that the caller has. */
    String of(Finding finding, @Nullable String hint) {
        StringBuilder text = new StringBuilder();
        Mark mark = mark(finding);
        if (mark != null) {
            source(mark, text);
        }
        if (hint != null) {
            text.append("      hint: ").append(hint).append('\n');
        }
        return text.toString();
    }

    @Nullable
    String hint(Finding finding) {
        return hints.of(finding);
    }

    /** Where a person should look. */
    @Nullable
    Origin place(Finding finding) {
        Mark mark = mark(finding);
        return mark == null ? null : mark.place;
    }

    /** The argument that is wrong if it is known, else the statement's name, else nginx's place. */
    private @Nullable Mark mark(Finding finding) {
        Origin origin = finding.origin();
        Node node = finding.node();
        Code code = Code.of(finding);
        if (node == null || code == Code.SYNTAX) {
            return finding.located() && origin != null && !origin.file().isEmpty() ? new Mark(origin, 1) : null;
        }
        List<Word> words = node.words();
        Word shown = words.get(0);
        if (code != Code.UNKNOWN && code != Code.NOT_HERE && code != Code.ARGUMENTS) {
            for (Word word : words.subList(1, words.size())) {
                if (finding.text().contains("\"" + word.text() + "\"")) {
                    shown = word;
                }
            }
            if (shown.equals(words.get(0)) && code == Code.VALUE && words.size() == 2) {
                shown = words.get(1);
            }
        }
        String file = node.origin().file();
        return file.isEmpty()
                ? null
                : new Mark(
                        new Origin(file, shown.line(), shown.column()),
                        shown.text().length());
    }

    private void source(Mark mark, StringBuilder out) {
        Origin place = mark.place;
        String line = sources.line(place);
        if (line == null || line.isBlank() || place.column() > line.length() + 1) {
            return;
        }
        out.append(new Excerpt(line, Math.max(0, place.column() - 1), mark.length).text(place.line()));
    }

    private record Mark(Origin place, int length) {}
}

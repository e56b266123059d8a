package io.postern.corpus;

import java.util.ArrayList;
import java.util.List;

/** A configuration's text and where its words and statements stand, roughly: what is damaged on purpose need not be read right. */
final class Pieces {
    private final String text;
    private final List<Span> words = new ArrayList<>();
    private final List<Span> names = new ArrayList<>();
    private final List<Span> values = new ArrayList<>();
    private final List<Span> marks = new ArrayList<>();
    private final List<Span> statements = new ArrayList<>();

    /** A part of the text. */
    record Span(int start, int end) {}

    Pieces(String text) {
        this.text = text;
        List<Integer> open = new ArrayList<>();
        int start = -1;
        for (int at = 0, end; at < text.length(); at = end) {
            end = end(at);
            Span span = new Span(at, end);
            char first = text.charAt(at);
            if (first == '#' || blank(first)) {
                continue;
            }
            if (first != ';' && first != '{' && first != '}') {
                words.add(span);
                (start < 0 ? names : values).add(span);
                start = start < 0 ? at : start;
                continue;
            }
            marks.add(span);
            if (first == '{') {
                open.add(start < 0 ? at : start);
            } else if (first == ';' && start >= 0) {
                statements.add(new Span(start, end));
            } else if (first == '}' && !open.isEmpty()) {
                statements.add(new Span(open.remove(open.size() - 1), end));
            }
            start = -1;
        }
    }

    /** Where what begins here ends: a blank, a comment, a mark or a word. */
    private int end(int at) {
        char first = text.charAt(at);
        int end = at + 1;
        switch (first) {
            case '#' -> {
                int line = text.indexOf('\n', at);
                return line < 0 ? text.length() : line;
            }
            case '"', '\'' -> {
                while (end < text.length() && text.charAt(end) != first) {
                    end += text.charAt(end) == '\\' ? 2 : 1;
                }
                return Math.min(end + 1, text.length());
            }
            case ';', '{', '}', ' ', '\t', '\r', '\n' -> {
                return end;
            }
            default -> {
                while (end < text.length() && !blank(text.charAt(end)) && !mark(end)) {
                    end++;
                }
                return end;
            }
        }
    }

    private boolean mark(int at) {
        char c = text.charAt(at);
        return c == ';' || c == '}' || (c == '{' && text.charAt(at - 1) != '$');
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    String of(Span span) {
        return text.substring(span.start, span.end);
    }

    /** All words, quoted or not. */
    List<Span> words() {
        return words;
    }

    /** The first word of each statement. */
    List<Span> names() {
        return names;
    }

    /** The others. */
    List<Span> values() {
        return values;
    }

    /** Semicolons and braces. */
    List<Span> marks() {
        return marks;
    }

    /** Statements and blocks, whole. */
    List<Span> statements() {
        return statements;
    }
}

package io.postern.cli;

/**
 * A line of a file with a caret under a word of it. Of a long line the part around the word is shown. The characters are bytes, most
 * often of UTF-8.
 */
final class Excerpt {
    private static final int WIDEST = 160;
    private static final int BEFORE = 60;
    private static final String CUT = "...";

    private final String line;
    private final int start;
    private final int end;

    /**
     * A word of a line.
     *
     * @param start where it begins, quote included
     * @param length how many bytes it has, if it is not quoted
     */
    Excerpt(String line, int start, int length) {
        this.line = line;
        this.start = start;
        this.end = Math.min(line.length(), quoted(length));
    }

    /** The end of the word: behind its closing quote, if it has one in this line. */
    private int quoted(int length) {
        char quote = start < line.length() ? line.charAt(start) : ' ';
        if (quote != '"' && quote != '\'') {
            return start + length;
        }
        int at = start + 1;
        while (at < line.length() && line.charAt(at) != quote) {
            at += line.charAt(at) == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    /** Two lines. */
    String text(int number) {
        int from = line.length() > WIDEST && start > BEFORE ? whole(start - BEFORE) : 0;
        int to = line.length() - from > WIDEST ? whole(from + WIDEST) : line.length();
        String before = from == 0 ? "" : CUT;
        StringBuilder out = new StringBuilder();
        out.append(String.format("%5d", number)).append(" | ").append(before).append(shown(line.substring(from, to)));
        out.append(to < line.length() ? CUT : "").append("\n      | ").append(" ".repeat(before.length()));
        for (int i = from; i < start; i++) {
            char c = line.charAt(i);
            out.append(c == '\t' ? "\t" : isBehind(c) ? "" : " ");
        }
        out.append('^');
        for (int i = start + 1; i < Math.min(end, to); i++) {
            out.append(isBehind(line.charAt(i)) ? "" : "~");
        }
        return out.append('\n').toString();
    }

    /** This place, or one behind it, where a character begins. */
    private int whole(int at) {
        int place = at;
        while (place < line.length() && isBehind(line.charAt(place))) {
            place++;
        }
        return place;
    }

    /** Whether it is a byte of UTF-8 that takes no room of its own. */
    private static boolean isBehind(char c) {
        return (c & 0xc0) == 0x80;
    }

    /** The text with nothing in it that a terminal would obey. */
    private static String shown(String text) {
        StringBuilder out = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\t') || c == 127) {
                out.setCharAt(i, '?');
            }
        }
        return out.toString();
    }
}

package io.postern.carried.pcre;

import io.postern.carried.pcre.PcreSyntax.Bad;
import org.jspecify.annotations.Nullable;

/** One backslash of a pattern and what belongs to it, outside a class (check_escape() of PCRE2). */
final class PcreEscapes {
    /** What an escape is. */
    enum Kind {
        /** It stands for nothing. */
        NOTHING,
        /** It matches between characters, and cannot be repeated. */
        ASSERTION,
        /** It matches characters. */
        ITEM,
        /** It is a group that was matched before, or is to be matched. */
        REFERENCE
    }

    private static final int LONGEST_NAME = 32;
    private static final String BAD_GROUP =
            "\\g is not followed by a braced, angle-bracketed, or quoted name/number or by a plain number";

    private final String in;
    private final int start;
    private final int groups;
    private int end;
    private Kind kind = Kind.ITEM;
    private int length = 1;
    private @Nullable String name;
    private int number;
    private int at;

    /** @param start where the backslash stands */
    PcreEscapes(String in, int start, int groups) {
        this.in = in;
        this.start = start;
        this.groups = groups;
    }

    int end() {
        return end;
    }

    Kind kind() {
        return kind;
    }

    /** Of an item; -1 where it is not fixed. */
    int length() {
        return length;
    }

    @Nullable
    String name() {
        return name;
    }

    int number() {
        return number;
    }

    /** Where a reference is named in an error. */
    int at() {
        return at;
    }

    void read() throws Bad {
        int pos = start + 1;
        if (pos == in.length()) {
            throw new Bad("\\ at end of pattern", pos);
        }
        char c = in.charAt(pos);
        end = pos + 1;
        switch (c) {
            case 'b', 'B', 'A', 'Z', 'z', 'G' -> kind = Kind.ASSERTION;
            case 'E' -> kind = Kind.NOTHING;
            case 'K' -> length = 0;
            case 'R', 'X' -> length = -1;
            case 'g' -> group();
            case 'k' -> named();
            case '1', '2', '3', '4', '5', '6', '7', '8', '9' -> digits(pos);
            case 'N' -> notNewline();
            default -> end = PcreCharacters.skip(in, pos);
        }
    }

    private void notNewline() throws Bad {
        if (in.startsWith("{", end)) {
            int close = in.indexOf('}', end);
            String inside = close < 0 ? "" : in.substring(end + 1, close);
            if (!inside.matches("\\d+(,\\d*)?")) {
                throw in.startsWith("{U+", end)
                        ? new Bad("\\N{U+dddd} is supported only in Unicode (UTF) mode", end)
                        : new Bad("PCRE2 does not support \\F, \\L, \\l, \\N{name}, \\U, or \\u", end);
            }
        }
    }

    /** A number that is a group's, or else a character's in octal. */
    private void digits(int pos) throws Bad {
        int last = endOfNumber(in, pos);
        long value = last - pos > 8 ? Integer.MAX_VALUE : Long.parseLong(in.substring(pos, last));
        if (value >= 10 && in.charAt(pos) < '8' && value > groups) {
            end = PcreCharacters.octal(in, pos);
            return;
        }
        if (value > PcreGroups.LARGEST) {
            throw new Bad("subpattern number is too big", last);
        }
        refer(null, (int) value, last, last - 1);
    }

    private void refer(@Nullable String to, int group, int after, int where) {
        kind = Kind.REFERENCE;
        name = to;
        number = group;
        end = after;
        at = where;
    }

    private void group() throws Bad {
        char c = end < in.length() ? in.charAt(end) : '\0';
        if (c == '<' || c == '\'') {
            char close = c == '<' ? '>' : '\'';
            if (isNumber(end + 1, close)) {
                int last = endOfNumber(in, end + 1);
                refer(null, signed(in, end + 1, groups, end), last + 1, last);
            } else {
                String to = name(in, end + 1, close);
                refer(to, 0, end + 2 + to.length(), end + 1);
            }
        } else if (c == '{') {
            if (isNumber(end + 1, '}')) {
                int last = endOfNumber(in, end + 1);
                refer(null, signed(in, end + 1, groups, end), last + 1, last);
            } else if (end + 1 < in.length() && "+-0123456789".indexOf(in.charAt(end + 1)) >= 0) {
                throw new Bad(BAD_GROUP, endOfNumber(in, end + 1));
            } else {
                String to = name(in, end + 1, '}');
                refer(to, 0, end + 2 + to.length(), end + 1);
            }
        } else {
            int last = endOfNumber(in, end);
            if (last == end || !Character.isDigit(in.charAt(last - 1))) {
                throw new Bad(BAD_GROUP, end);
            }
            refer(null, signed(in, end, groups, last), last, last - 1);
        }
    }

    private boolean isNumber(int from, char close) {
        int last = endOfNumber(in, from);
        return last > from && Character.isDigit(in.charAt(last - 1)) && last < in.length() && in.charAt(last) == close;
    }

    private void named() throws Bad {
        char c = end < in.length() ? in.charAt(end) : '\0';
        if (c != '{' && c != '<' && c != '\'') {
            throw new Bad("\\k is not followed by a braced, angle-bracketed, or quoted name", end);
        }
        String to = name(in, end + 1, c == '{' ? '}' : c == '<' ? '>' : '\'');
        refer(to, 0, end + 2 + to.length(), end + 1);
    }

    /** Where a number with or without a sign ends. */
    static int endOfNumber(String in, int from) {
        int end = from;
        if (end < in.length() && (in.charAt(end) == '+' || in.charAt(end) == '-')) {
            end++;
        }
        while (end < in.length() && in.charAt(end) >= '0' && in.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    /** A group's number, perhaps counted from here: back to none is an error, which is seen at a certain place. */
    static int signed(String in, int from, int groups, int seenAt) throws Bad {
        String text = in.substring(from, endOfNumber(in, from));
        int value = text.length() > 8 ? PcreGroups.LARGEST + 1 : Integer.parseInt(text);
        if (text.startsWith("-")) {
            int number = text.length() > 8 ? 0 : groups + value + 1;
            if (number <= 0) {
                throw new Bad(PcreGroups.NO_SUCH_GROUP, seenAt);
            }
            return number;
        }
        return text.startsWith("+") ? groups + value : value;
    }

    /** What names of groups and verbs are made of. */
    static boolean isName(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }

    /** A name that ends in a certain character. */
    static String name(String in, int from, char close) throws Bad {
        if (from >= in.length()) {
            throw new Bad("subpattern name expected", in.length());
        }
        char first = in.charAt(from);
        if (first >= '0' && first <= '9') {
            throw new Bad("subpattern name must start with a non-digit", from);
        }
        int end = from;
        while (end < in.length() && isName(in.charAt(end))) {
            end++;
        }
        if (end == from) {
            throw new Bad("subpattern name expected", from);
        }
        if (end - from > LONGEST_NAME) {
            throw new Bad("subpattern name is too long (maximum " + LONGEST_NAME + " code units)", end);
        }
        if (end == in.length() || in.charAt(end) != close) {
            throw new Bad("syntax error in subpattern name (missing terminator?)", end);
        }
        return in.substring(from, end);
    }
}

package io.postern.carried.pcre;

import io.postern.carried.pcre.PcreSyntax.Bad;
import java.util.Set;

/** Classes in square brackets. */
final class PcreClasses {
    private static final Set<String> POSIX = Set.of(
            "alpha", "lower", "upper", "alnum", "ascii", "blank", "cntrl", "digit", "graph", "print", "punct", "space",
            "word", "xdigit");
    private static final String KINDS = "dDsSwWhHvVpP";
    private static final String BAD_RANGE = "invalid range in character class";

    private final String in;
    private int pos;
    /** The character that a range may begin with; -1 where none may. */
    private int first = -1;

    private boolean range;

    private PcreClasses(String in, int pos) {
        this.in = in;
        this.pos = pos;
    }

    /** Where the class ends that begins here. */
    static int skip(String in, int pos) throws Bad {
        if (in.startsWith("[[:<:]]", pos) || in.startsWith("[[:>:]]", pos)) {
            return pos + 7;
        }
        PcreClasses classes = new PcreClasses(in, pos);
        if (classes.posix(pos) >= 0) {
            char kind = in.charAt(pos + 1);
            throw new Bad(
                    kind == ':'
                            ? "POSIX named classes are supported only within a class"
                            : "POSIX collating elements are not supported",
                    pos);
        }
        classes.read();
        return classes.pos;
    }

    private void read() throws Bad {
        pos++;
        if (in.startsWith("^", pos)) {
            pos++;
        }
        boolean begun = false;
        while (true) {
            if (pos >= in.length()) {
                throw new Bad("missing terminating ] for character class", in.length());
            }
            char c = in.charAt(pos);
            if (c == ']' && begun) {
                pos++;
                return;
            }
            begun = true;
            if (c == '[' && posix(pos) >= 0) {
                named();
            } else if (c == '\\') {
                begun = escape();
            } else if (c == '-' && first >= 0 && !range && pos + 1 < in.length() && in.charAt(pos + 1) != ']') {
                range = true;
                pos++;
            } else {
                character(c, pos);
                pos++;
            }
        }
    }

    /** One character; the end of a range where one has begun. */
    private void character(int c, int at) throws Bad {
        if (!range) {
            first = c;
            return;
        }
        if (c < first) {
            throw new Bad("range out of order in character class", at);
        }
        range = false;
        first = -1;
    }

    /** Where a {@code [:name:]} ends that begins here; -1 where none does (check_posix_syntax). */
    private int posix(int from) {
        if (from + 1 >= in.length() || ":.=".indexOf(in.charAt(from + 1)) < 0) {
            return -1;
        }
        char kind = in.charAt(from + 1);
        for (int i = from + 2; i + 1 < in.length(); i++) {
            char c = in.charAt(i);
            if (c == '\\' && (in.charAt(i + 1) == ']' || in.charAt(i + 1) == '\\')) {
                i++;
            } else if ((c == '[' && in.charAt(i + 1) == kind) || c == ']') {
                return -1;
            } else if (c == kind && in.charAt(i + 1) == ']') {
                return i;
            }
        }
        return -1;
    }

    private void named() throws Bad {
        int end = posix(pos);
        if (range) {
            throw new Bad(BAD_RANGE, pos + 1);
        }
        if (in.charAt(pos + 1) != ':') {
            throw new Bad("POSIX collating elements are not supported", pos);
        }
        int start = in.startsWith("^", pos + 2) ? pos + 3 : pos + 2;
        if (!POSIX.contains(in.substring(start, end))) {
            throw new Bad("unknown POSIX class name", start);
        }
        pos = end + 2;
        kind();
    }

    /** After something that is more than a character: no range may begin with it. */
    private void kind() throws Bad {
        first = -1;
        if (in.startsWith("-", pos) && pos + 1 < in.length() && in.charAt(pos + 1) != ']') {
            throw new Bad(BAD_RANGE, pos);
        }
    }

    /** Whether it was anything. */
    private boolean escape() throws Bad {
        int start = pos;
        if (pos + 1 == in.length()) {
            throw new Bad("\\ at end of pattern", pos + 1);
        }
        char c = in.charAt(pos + 1);
        switch (c) {
            case 'E' -> {
                pos += 2;
                return false;
            }
            case 'Q' -> {
                int end = in.indexOf("\\E", pos + 2);
                int last = end < 0 ? in.length() : end;
                for (int i = pos + 2; i < last; i++) {
                    character(in.charAt(i), i);
                }
                pos = end < 0 ? in.length() : end + 2;
                return true;
            }
            case 'b' -> {
                pos += 2;
                character('\b', start);
                return true;
            }
            case 'N' -> throw new Bad("\\N is not supported in a class", pos + 2);
            case 'A', 'B', 'C', 'G', 'K', 'R', 'X', 'Z', 'k', 'z' ->
                throw new Bad("escape sequence is invalid in character class", pos + 1);
            default -> {}
        }
        pos = c == 'g' ? pos + 2 : PcreCharacters.skip(in, pos + 1);
        if (KINDS.indexOf(c) >= 0) {
            if (range) {
                throw new Bad(BAD_RANGE, pos);
            }
            kind();
        } else {
            character(value(start, c), pos - 1);
        }
        return true;
    }

    /** The character that an escape stands for. */
    private int value(int start, char c) {
        String text = in.substring(start + 2, pos);
        return switch (c) {
            case 'a' -> 7;
            case 'e' -> 27;
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'x' -> text.isEmpty() ? 0 : Integer.parseInt(text.replaceAll("[{}]", ""), 16);
            case 'o' -> Integer.parseInt(text.replaceAll("[{}]", ""), 8);
            case 'c' -> Character.toUpperCase(text.charAt(0)) ^ 64;
            case '0', '1', '2', '3', '4', '5', '6', '7' -> Integer.parseInt(c + text, 8);
            default -> c;
        };
    }
}

package io.postern.carried.pcre;

import java.util.List;

/**
 * Whether PCRE2 (10.42, bytes, no options) would take a pattern: its groups and their names, or its error and where it sees it.
 *
 * <p>A pattern is read once from left to right; what refers to other groups, and how long lookbehinds are, is judged afterwards, as
 * in pcre2_compile().
 */
public final class PcreSyntax {
    /** The pattern is no good, in PCRE2's words. */
    public static final class Bad extends Exception {
        private static final long serialVersionUID = 1L;
        private final int at;

        Bad(String message, int at) {
            super(message, null, false, false);
            this.at = at;
        }

        /** Where, in characters from the start. */
        public int at() {
            return at;
        }
    }

    private static final int LARGEST_COUNT = 65535;
    private static final String UNREPEATABLE = "quantifier does not follow a repeatable item";

    private final String in;
    private final PcreGroups groups = new PcreGroups();
    private int pos;
    private boolean repeatable;

    private PcreSyntax(String in) {
        this.in = in;
    }

    public static PcreSyntax of(String pattern) throws Bad {
        PcreSyntax syntax = new PcreSyntax(pattern);
        syntax.read();
        return syntax;
    }

    /** How many groups there are. */
    public int groups() {
        return groups.highest();
    }

    /** The names of groups, sorted. */
    public List<String> names() {
        return groups.names();
    }

    private void read() throws Bad {
        pos = PcreVerbs.start(in);
        while (pos < in.length()) {
            char c = in.charAt(pos);
            switch (c) {
                case '\\' -> escape();
                case '[' -> {
                    pos = PcreClasses.skip(in, pos);
                    item(1);
                }
                case '(' -> open();
                case ')' -> close();
                case '|' -> alternative();
                case '^', '$' -> {
                    pos++;
                    item(0);
                    repeatable = false;
                }
                case '*', '+', '?' -> {
                    pos++;
                    repeated(c == '?' ? 0 : c == '*' ? 0 : 1, -1);
                }
                case '{' -> brace();
                default -> {
                    pos++;
                    item(1);
                }
            }
        }
        groups.end(in.length());
    }

    /** Something that can be repeated; its length, -1 where it has none in particular. */
    private void item(int length) {
        groups.add(length);
        repeatable = true;
    }

    private void alternative() {
        pos++;
        repeatable = false;
        groups.alternative();
    }

    private void close() throws Bad {
        groups.close(pos);
        pos++;
        repeatable = true;
    }

    private void brace() throws Bad {
        int end = in.indexOf('}', pos);
        String counts = end < 0 ? "" : in.substring(pos + 1, end);
        if (!counts.matches("\\d+(,\\d*)?")) {
            pos++;
            item(1);
            return;
        }
        pos++;
        int low = count();
        int high = low;
        if (in.charAt(pos) == ',') {
            pos++;
            high = in.charAt(pos) == '}' ? -1 : count();
            if (high >= 0 && high < low) {
                throw new Bad("numbers out of order in {} quantifier", pos);
            }
        }
        pos++;
        repeated(low, high);
    }

    private int count() throws Bad {
        int value = 0;
        for (; in.charAt(pos) >= '0' && in.charAt(pos) <= '9'; pos++) {
            value = value * 10 + in.charAt(pos) - '0';
            if (value > LARGEST_COUNT) {
                throw new Bad("number too big in {} quantifier", pos + 1);
            }
        }
        return value;
    }

    private void repeated(int low, int high) throws Bad {
        if (!repeatable) {
            throw new Bad(UNREPEATABLE, pos - 1);
        }
        if (pos < in.length() && (in.charAt(pos) == '?' || in.charAt(pos) == '+')) {
            pos++;
        }
        groups.repeat(low == high ? low : -1);
        repeatable = false;
    }

    private void escape() throws Bad {
        if (in.startsWith("\\Q", pos)) {
            int end = in.indexOf("\\E", pos);
            int last = end < 0 ? in.length() : end;
            for (int i = pos + 2; i < last; i++) {
                item(1);
            }
            pos = end < 0 ? in.length() : end + 2;
            return;
        }
        PcreEscapes escapes = new PcreEscapes(in, pos, groups.latest());
        escapes.read();
        pos = escapes.end();
        switch (escapes.kind()) {
            case NOTHING -> {}
            case ASSERTION -> {
                item(0);
                repeatable = false;
            }
            case ITEM -> item(escapes.length());
            case REFERENCE -> {
                groups.repeatGroup(escapes.name(), escapes.number(), escapes.at());
                repeatable = true;
            }
        }
    }

    private void open() throws Bad {
        int start = pos;
        if (in.startsWith("(?", pos)) {
            pos += 2;
            special(start);
        } else if (PcreVerbs.isVerb(in, pos)) {
            repeatable = in.startsWith("(*ACCEPT", pos);
            pos = PcreVerbs.skip(in, pos);
        } else {
            pos++;
            capture(start);
        }
    }

    private void capture(int start) throws Bad {
        groups.openCapture(start, pos);
        repeatable = false;
    }

    private void special(int start) throws Bad {
        char c = pos < in.length() ? in.charAt(pos) : '\0';
        switch (c) {
            case '#' -> {
                int end = in.indexOf(')', pos);
                if (end < 0) {
                    throw new Bad("missing ) after (?# comment", in.length());
                }
                pos = end + 1;
            }
            case ':', '>' -> {
                pos++;
                groups.open(start);
                repeatable = false;
            }
            case '|' -> {
                pos++;
                groups.openReset(start);
                repeatable = false;
            }
            case '=', '!', '*' -> {
                pos++;
                groups.openAhead(start);
                repeatable = false;
            }
            case '<' -> lessThan(start);
            case '\'' -> named(start, '\'');
            case 'P' -> python(start);
            case '&' -> {
                pos++;
                call();
            }
            case '(' -> condition(start);
            case 'C' -> {
                pos = PcreVerbs.callout(in, pos);
                repeatable = false;
            }
            case 'R', '+', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> recursionOrFlags(start, c);
            default -> flags(start);
        }
    }

    private void lessThan(int start) throws Bad {
        char next = pos + 1 < in.length() ? in.charAt(pos + 1) : '\0';
        if (next == '=' || next == '!' || next == '*') {
            pos += 2;
            groups.openBehind(start);
            repeatable = false;
            return;
        }
        named(start, '>');
    }

    private void named(int start, char end) throws Bad {
        pos++;
        groups.name(name(end), pos);
        capture(start);
    }

    private void python(int start) throws Bad {
        pos++;
        if (pos == in.length()) {
            throw new Bad("missing closing parenthesis", pos);
        }
        switch (in.charAt(pos)) {
            case '<' -> named(start, '>');
            case '=', '>' -> {
                pos++;
                call();
            }
            default -> throw new Bad("unrecognized character after (?P", pos);
        }
    }

    /** A call of, or a reference to, a group by its name. */
    private void call() throws Bad {
        int at = pos;
        groups.repeatGroup(name(')'), 0, at);
        repeatable = true;
    }

    private String name(char end) throws Bad {
        int start = pos;
        String name = PcreEscapes.name(in, start, end);
        pos = start + name.length() + 1;
        return name;
    }

    private void recursionOrFlags(int start, char c) throws Bad {
        if (c == 'R') {
            pos++;
            if (!in.startsWith(")", pos)) {
                throw new Bad("(?R (recursive pattern call) must be followed by a closing parenthesis", pos);
            }
            pos++;
            item(-1);
            return;
        }
        char next = pos + 1 < in.length() ? in.charAt(pos + 1) : '\0';
        boolean digits = (c != '+' && c != '-') || (next >= '0' && next <= '9');
        if (c == '-' && !digits) {
            flags(start);
            return;
        }
        if (!digits) {
            throw new Bad("digit expected after (?+ or (?-", pos);
        }
        int end = PcreEscapes.endOfNumber(in, pos);
        int number = PcreEscapes.signed(in, pos, groups.latest(), end);
        pos = end;
        if (!in.startsWith(")", pos)) {
            throw new Bad("missing closing parenthesis", pos);
        }
        groups.repeatGroup(null, number, pos);
        pos++;
        repeatable = true;
    }

    private void condition(int start) throws Bad {
        groups.open(start);
        repeatable = false;
        PcreCondition condition = PcreCondition.read(in, pos, groups.latest());
        pos = condition.end();
        if (condition.refers()) {
            groups.refer(condition.name(), condition.number(), condition.at());
        }
    }

    private void flags(int start) throws Bad {
        while (pos < in.length() && "imnsxJU^-".indexOf(in.charAt(pos)) >= 0) {
            pos++;
        }
        if (pos == in.length()) {
            throw new Bad("missing closing parenthesis", pos);
        }
        char c = in.charAt(pos);
        if (c == ')') {
            pos++;
            repeatable = false;
        } else if (c == ':') {
            pos++;
            groups.open(start);
            repeatable = false;
        } else {
            throw new Bad("unrecognized character after (? or (?-", pos);
        }
    }
}

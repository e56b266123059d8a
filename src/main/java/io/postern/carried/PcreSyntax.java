package io.postern.carried;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether PCRE2 (10.42, bytes, no options) would take a pattern: its groups and their names, or its error and where it sees it.
 *
 * <p>A pattern is read once from left to right; what refers to other groups, and how long lookbehinds are, is judged afterwards, as
 * in pcre2_compile().
 */
final class PcreSyntax {
    /** The pattern is no good, in PCRE2's words. */
    static final class Bad extends Exception {
        private static final long serialVersionUID = 1L;
        private final int at;

        Bad(String message, int at) {
            super(message, null, false, false);
            this.at = at;
        }

        /** Where, in characters from the start. */
        int at() {
            return at;
        }
    }

    static final int LARGEST_GROUP = 65535;
    private static final int LARGEST_COUNT = 65535;
    private static final String UNREPEATABLE = "quantifier does not follow a repeatable item";

    /** A reference to a group, checked when all groups are known. */
    private record Reference(@Nullable String name, int number, int at) {}

    /** A group that is open: where it began, and the lengths of what it matches. */
    private static final class Group {
        private final int start;
        private final boolean behind;
        /** Whether its alternatives number their groups alike, and from where. */
        private final int resetTo;

        private int highest;
        private final PcreLength length;

        Group(int start, boolean behind, int resetTo) {
            this.start = start;
            this.behind = behind;
            this.resetTo = resetTo;
            this.highest = resetTo;
            this.length = new PcreLength(behind);
        }
    }

    private final String in;
    private final Map<String, Integer> names = new HashMap<>();
    private final List<Reference> references = new ArrayList<>();
    private final List<Integer> unfixed = new ArrayList<>();
    private final Deque<Group> open = new ArrayDeque<>();
    private int pos;
    private int groups;
    private int highest;
    private boolean repeatable;

    private PcreSyntax(String in) {
        this.in = in;
        open.push(new Group(0, false, -1));
    }

    static PcreSyntax of(String pattern) throws Bad {
        PcreSyntax syntax = new PcreSyntax(pattern);
        syntax.read();
        return syntax;
    }

    /** How many groups there are. */
    int groups() {
        return highest;
    }

    /** The names of groups, sorted. */
    List<String> names() {
        return names.keySet().stream().sorted().toList();
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
        if (open.size() > 1) {
            throw new Bad("missing closing parenthesis", in.length());
        }
        if (!unfixed.isEmpty()) {
            throw new Bad("lookbehind assertion is not fixed length", unfixed.get(0));
        }
        for (Reference reference : references) {
            boolean there = reference.name == null ? reference.number <= highest : names.containsKey(reference.name);
            if (!there) {
                throw new Bad("reference to non-existent subpattern", reference.at);
            }
        }
    }

    /** Something that can be repeated; its length, -1 where it has none in particular. */
    private void item(int length) {
        open.element().length.add(length);
        repeatable = true;
    }

    private void alternative() {
        pos++;
        repeatable = false;
        Group group = open.element();
        group.length.alternative();
        if (group.resetTo >= 0) {
            group.highest = Math.max(group.highest, groups);
            groups = group.resetTo;
        }
    }

    private void close() throws Bad {
        if (open.size() == 1) {
            throw new Bad("unmatched closing parenthesis", pos);
        }
        pos++;
        Group group = open.pop();
        if (group.resetTo >= 0) {
            groups = Math.max(group.highest, groups);
        }
        int length = group.length.total();
        if (group.behind) {
            if (length < 0) {
                unfixed.add(group.start);
            }
            length = 0;
        }
        item(group.length.isAssertion() ? 0 : length);
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
        open.element().length.repeat(low == high ? low : -1);
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
        PcreEscapes escapes = new PcreEscapes(in, pos, groups);
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
                references.add(new Reference(escapes.name(), escapes.number(), escapes.at()));
                item(-1);
            }
        }
    }

    private void open() throws Bad {
        int start = pos;
        if (in.startsWith("(?", pos)) {
            pos += 2;
            special(start);
        } else if (PcreVerbs.isVerb(in, pos)) {
            pos = PcreVerbs.skip(in, pos);
            repeatable = false;
        } else {
            pos++;
            capture(start);
        }
    }

    private void capture(int start) throws Bad {
        if (++groups > LARGEST_GROUP) {
            throw new Bad("too many capturing groups (maximum 65535)", pos);
        }
        highest = Math.max(highest, groups);
        push(start, false, -1);
    }

    private void push(int start, boolean behind, int resetTo) {
        open.push(new Group(start, behind, resetTo));
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
                push(start, false, -1);
            }
            case '|' -> {
                pos++;
                push(start, false, groups);
            }
            case '=', '!', '*' -> {
                pos++;
                push(start, false, -1);
                open.element().length.assertion();
            }
            case '<' -> lessThan(start);
            case '\'' -> named(start, '\'');
            case 'P' -> python(start);
            case '&' -> {
                pos++;
                call();
            }
            case '(' -> condition(start);
            case 'C' -> pos = PcreVerbs.callout(in, pos);
            case 'R', '+', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> recursionOrFlags(start, c);
            default -> flags(start);
        }
    }

    private void lessThan(int start) throws Bad {
        char next = pos + 1 < in.length() ? in.charAt(pos + 1) : '\0';
        if (next == '=' || next == '!' || next == '*') {
            pos += 2;
            push(start, true, -1);
            return;
        }
        named(start, '>');
    }

    private void named(int start, char end) throws Bad {
        pos++;
        String name = name(end);
        Integer other = names.get(name);
        if (other != null && other != groups + 1) {
            throw new Bad("two named subpatterns have the same name (PCRE2_DUPNAMES not set)", pos);
        }
        names.put(name, groups + 1);
        capture(start);
    }

    private void python(int start) throws Bad {
        pos++;
        if (pos == in.length()) {
            throw new Bad("missing closing parenthesis", pos);
        }
        char c = pos < in.length() ? in.charAt(pos) : '\0';
        switch (c) {
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
        references.add(new Reference(name(')'), 0, at));
        item(-1);
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
        int number = PcreEscapes.signed(in, pos, groups);
        pos = PcreEscapes.endOfNumber(in, pos);
        if (!in.startsWith(")", pos)) {
            throw new Bad("missing closing parenthesis", pos);
        }
        references.add(new Reference(null, number, pos));
        pos++;
        item(-1);
    }

    private void condition(int start) throws Bad {
        push(start, false, -1);
        PcreCondition condition = PcreCondition.read(in, pos, groups);
        pos = condition.end();
        if (condition.refers()) {
            references.add(new Reference(condition.name(), condition.number(), condition.at()));
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
            push(start, false, -1);
        } else {
            throw new Bad("unrecognized character after (? or (?-", pos);
        }
    }
}

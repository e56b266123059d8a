package io.postern.http.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Translates a PCRE pattern to java.util.regex. Patterns and subjects are bytes as ISO-8859-1, as nginx matches without UTF.
 *
 * <p>What differs is translated (named groups, POSIX classes, brackets and ampersands in classes, braces that are no quantifier,
 * octals, word boundaries, comments); what Java cannot do (recursion, conditions, {@code \K}, verbs) is refused.
 */
final class Pcre {
    /** Parts of the result: the Java pattern and PCRE's group names with their numbers. */
    record Translated(String java, List<Name> names, int groups) {}

    record Name(String name, int group) {}

    private final String in;
    private final StringBuilder out = new StringBuilder();
    private final List<Name> names = new ArrayList<>();
    private final int total;
    private int pos;
    private int group;
    private int depth;
    private boolean atom;

    private Pcre(String in) {
        this.in = in;
        this.total = GroupCount.count(in);
    }

    static Translated translate(String pattern) throws PatternException {
        Pcre p = new Pcre(pattern);
        p.run();
        return new Translated(p.out.toString(), List.copyOf(p.names), p.group);
    }

    private void run() throws PatternException {
        if (in.startsWith("(*")) {
            throw new PatternException("(*VERB) is not available here", 2);
        }
        while (pos < in.length()) {
            char c = in.charAt(pos);
            switch (c) {
                case '\\' -> escape();
                case '[' -> {
                    pos = PcreClass.translate(in, pos, out);
                    atom = true;
                }
                case '(' -> open();
                case ')' -> {
                    if (depth-- == 0) {
                        throw new PatternException("unmatched closing parenthesis", pos);
                    }
                    plain(c, true);
                }
                case '|' -> plain(c, false);
                case '^', '$' -> plain(c, true);
                case '*', '+', '?' -> quantifier(String.valueOf(c), 1);
                case '{' -> brace();
                case ']', '}' -> {
                    out.append('\\');
                    plain(c, true);
                }
                default -> plain(c, true);
            }
        }
        if (depth > 0) {
            throw new PatternException("missing closing parenthesis", in.length());
        }
    }

    private void plain(char c, boolean repeatable) {
        out.append(c);
        pos++;
        atom = repeatable;
    }

    private void quantifier(String text, int length) throws PatternException {
        if (!atom) {
            throw new PatternException("quantifier does not follow a repeatable item", pos);
        }
        out.append(text);
        pos += length;
        if (pos < in.length() && (in.charAt(pos) == '?' || in.charAt(pos) == '+')) {
            out.append(in.charAt(pos++));
        }
        atom = false;
    }

    /** A brace is a quantifier only when it reads {n}, {n,} or {n,m}; otherwise it stands for itself. */
    private void brace() throws PatternException {
        int end = in.indexOf('}', pos);
        String inside = end < 0 ? "" : in.substring(pos + 1, end);
        if (!inside.matches("\\d+(,\\d*)?")) {
            out.append('\\');
            plain('{', true);
            return;
        }
        int comma = inside.indexOf(',');
        String low = comma < 0 ? inside : inside.substring(0, comma);
        String high = comma < 0 ? "" : inside.substring(comma + 1);
        if (low.length() > 5
                || Integer.parseInt(low) > 65535
                || high.length() > 5
                || (!high.isEmpty() && Integer.parseInt(high) > 65535)) {
            throw new PatternException("number too big in {} quantifier", end);
        }
        if (!high.isEmpty() && Integer.parseInt(low) > Integer.parseInt(high)) {
            throw new PatternException("numbers out of order in {} quantifier", end);
        }
        quantifier('{' + inside + '}', inside.length() + 2);
    }

    private void open() throws PatternException {
        depth++;
        atom = false;
        if (!in.startsWith("(?", pos)) {
            if (in.startsWith("(*", pos)) {
                throw new PatternException("(*VERB) is not available here", pos + 2);
            }
            group++;
            out.append('(');
            pos++;
            return;
        }
        String rest = in.substring(pos + 2);
        if (rest.startsWith("#")) {
            comment();
        } else if (rest.startsWith("P<")) {
            named(pos + 4, '>');
        } else if (rest.startsWith("<=") || rest.startsWith("<!")) {
            copy(4);
        } else if (rest.startsWith("<")) {
            named(pos + 3, '>');
        } else if (rest.startsWith("'")) {
            named(pos + 3, '\'');
        } else if (rest.startsWith("P=")) {
            int end = in.indexOf(')', pos);
            depth--;
            backReference(nameAt(pos + 4, end), pos + 4);
            pos = end + 1;
        } else if (rest.startsWith(":") || rest.startsWith("=") || rest.startsWith("!") || rest.startsWith(">")) {
            copy(3);
        } else {
            flags();
        }
    }

    private void comment() throws PatternException {
        int end = in.indexOf(')', pos);
        if (end < 0) {
            throw new PatternException("missing ) after (?# comment", in.length());
        }
        depth--;
        pos = end + 1;
    }

    private void copy(int length) {
        out.append(in, pos, pos + length);
        pos += length;
    }

    private void named(int from, char close) throws PatternException {
        int end = in.indexOf(close, from);
        String name = nameAt(from, end);
        group++;
        for (Name n : names) {
            if (n.name().equals(name)) {
                throw new PatternException("two named subpatterns have the same name (PCRE2_DUPNAMES not set)", end);
            }
        }
        names.add(new Name(name, group));
        out.append('(');
        pos = end + 1;
    }

    private String nameAt(int from, int end) throws PatternException {
        if (end < 0 || !in.substring(from, end).matches("[A-Za-z_][A-Za-z_0-9]{0,31}")) {
            throw new PatternException("subpattern name expected", from);
        }
        return in.substring(from, end);
    }

    /** Option settings: {@code (?i)}, {@code (?i-s:…)}. Java has i, m, s, x with the same meaning. */
    private void flags() throws PatternException {
        int end = pos + 2;
        while (end < in.length() && "imsx-".indexOf(in.charAt(end)) >= 0) {
            end++;
        }
        if (end >= in.length() || end == pos + 2 || (in.charAt(end) != ')' && in.charAt(end) != ':')) {
            throw new PatternException("unrecognized character after (? or (?-", Math.min(end, in.length()));
        }
        if (in.charAt(end) == ')') {
            depth--;
        }
        copy(end + 1 - pos);
    }

    private void escape() throws PatternException {
        if (pos + 1 >= in.length()) {
            throw new PatternException("\\ at end of pattern", in.length());
        }
        char c = in.charAt(pos + 1);
        atom = true;
        switch (c) {
            case 'Q' -> literalRun();
            case 'E' -> pos += 2;
            case 'b' -> replace("(?:(?<=\\w)(?!\\w)|(?<!\\w)(?=\\w))");
            case 'B' -> replace("(?:(?<=\\w)(?=\\w)|(?<!\\w)(?!\\w))");
            case 'N' -> replace("[^\\n]");
            case 'C' -> replace("[\\x00-\\xff]");
            case 'd',
                    'D',
                    's',
                    'S',
                    'w',
                    'W',
                    'h',
                    'H',
                    'v',
                    'V',
                    'R',
                    'A',
                    'Z',
                    'z',
                    'G',
                    'a',
                    'e',
                    'f',
                    'n',
                    'r',
                    't' -> copy(2);
            case 'p', 'P' -> property();
            case 'k' -> namedReference();
            case 'g' -> numberedReference();
            default -> {
                if (c >= '1' && c <= '9') {
                    digits();
                } else {
                    pos = PcreEscape.character(in, pos, out);
                }
            }
        }
    }

    private void replace(String java) {
        out.append(java);
        pos += 2;
    }

    private void literalRun() {
        int end = in.indexOf("\\E", pos);
        String text = in.substring(pos + 2, end < 0 ? in.length() : end);
        for (int i = 0; i < text.length(); i++) {
            PcreEscape.literal(text.charAt(i), out);
        }
        pos = end < 0 ? in.length() : end + 2;
    }

    private void property() throws PatternException {
        int end = in.startsWith("{", pos + 2) ? in.indexOf('}', pos) : pos + 2;
        if (end < 0 || end >= in.length()) {
            throw new PatternException("malformed \\P or \\p sequence", in.length());
        }
        copy(end + 1 - pos);
    }

    private void namedReference() throws PatternException {
        int open = pos + 2 < in.length() ? "<{'".indexOf(in.charAt(pos + 2)) : -1;
        if (open < 0) {
            throw new PatternException("\\k is not followed by a braced, angle-bracketed, or quoted name", pos + 2);
        }
        int end = in.indexOf(">}'".charAt(open), pos + 3);
        backReference(nameAt(pos + 3, end), end);
        pos = end + 1;
    }

    private void backReference(String name, int at) throws PatternException {
        for (Name n : names) {
            if (n.name().equals(name)) {
                reference(n.group());
                return;
            }
        }
        throw new PatternException("reference to non-existent subpattern", at);
    }

    private void numberedReference() throws PatternException {
        int from = pos + 2;
        boolean braced = in.startsWith("{", from);
        int end = braced ? in.indexOf('}', from) : from;
        String number;
        if (braced) {
            number = end < 0 ? "" : in.substring(from + 1, end++);
        } else {
            if (end < in.length() && in.charAt(end) == '-') {
                end++;
            }
            while (end < in.length() && Character.isDigit(in.charAt(end))) {
                end++;
            }
            number = in.substring(from, end);
        }
        if (!number.matches("-?\\d{1,4}")) {
            if (braced && number.matches("\\w+")) {
                backReference(number, end);
                pos = end;
                return;
            }
            throw new PatternException("a numbered reference must not be zero", Math.max(from, end));
        }
        int n = Integer.parseInt(number);
        int wanted = n < 0 ? group + 1 + n : n;
        if (wanted <= 0 || wanted > total) {
            throw new PatternException("reference to non-existent subpattern", end);
        }
        reference(wanted);
        pos = end;
    }

    /** {@code \12} is a reference when so many groups exist or the number has one digit, else an octal character. */
    private void digits() throws PatternException {
        int end = pos + 1;
        while (end < in.length() && end < pos + 4 && Character.isDigit(in.charAt(end))) {
            end++;
        }
        int n = Integer.parseInt(in.substring(pos + 1, end));
        if (n < 10 || n <= total) {
            if (n > total) {
                throw new PatternException("reference to non-existent subpattern", end);
            }
            reference(n);
            pos = end;
            return;
        }
        pos = PcreEscape.octal(in, pos + 1, 3, out);
    }

    private void reference(int n) {
        out.append("(?:\\").append(n).append(')');
    }
}

package io.postern.carried.pcre;

import io.postern.carried.pcre.PcreSyntax.Bad;
import org.jspecify.annotations.Nullable;

/**
 * What a conditional group asks for.
 *
 * @param end where what follows the condition begins; the bracket itself where the condition is an assertion
 * @param refers whether it asks for a group
 * @param at where that is named in an error
 */
record PcreCondition(int end, boolean refers, @Nullable String name, int number, int at) {
    /** Reads one; the position is its bracket's. */
    static PcreCondition read(String in, int pos, int groups) throws Bad {
        int from = pos + 1;
        if (from == in.length()) {
            throw new Bad("missing closing parenthesis", from);
        }
        if (in.startsWith("?", from) || in.startsWith("*", from)) {
            boolean assertion = in.startsWith("?=", from)
                    || in.startsWith("?!", from)
                    || in.startsWith("?<=", from)
                    || in.startsWith("?<!", from);
            if (!assertion) {
                throw new Bad("assertion expected after (?( or (?(?C)", pos);
            }
            return new PcreCondition(pos, false, null, 0, 0);
        }
        int digits = PcreEscapes.endOfNumber(in, from);
        if (digits > from && Character.isDigit(in.charAt(digits - 1))) {
            return new PcreCondition(close(in, digits), true, null, PcreEscapes.signed(in, from, groups, digits), pos);
        }
        for (String word : new String[] {"DEFINE", "R", "VERSION"}) {
            if (in.startsWith(word, from)) {
                int end = in.indexOf(')', from);
                boolean whole = end == from + word.length()
                        || (word.equals("R")
                                && end > 0
                                && in.substring(from + 1, end).matches("\\d+|&\\w+"))
                        || (word.equals("VERSION") && end > 0);
                if (whole) {
                    return new PcreCondition(end + 1, false, null, 0, 0);
                }
            }
        }
        boolean quoted = in.startsWith("<", from) || in.startsWith("'", from);
        int start = quoted ? from + 1 : from;
        char end = !quoted ? ')' : in.charAt(from) == '<' ? '>' : '\'';
        String name = PcreEscapes.name(in, start, end);
        int after = start + name.length() + (quoted ? 1 : 0);
        return new PcreCondition(close(in, after), true, name, 0, start);
    }

    private static int close(String in, int at) throws Bad {
        if (!in.startsWith(")", at)) {
            throw new Bad("missing closing parenthesis for condition", at);
        }
        return at + 1;
    }
}

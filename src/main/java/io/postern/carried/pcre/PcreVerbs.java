package io.postern.carried.pcre;

import io.postern.carried.pcre.PcreSyntax.Bad;
import java.util.List;
import java.util.Set;

/** The rarer things that begin with a bracket: verbs, settings at the start, callouts. */
final class PcreVerbs {
    private static final List<String> SETTINGS = List.of(
            "BSR_ANYCRLF",
            "BSR_UNICODE",
            "CRLF",
            "CR",
            "LF",
            "ANYCRLF",
            "ANY",
            "NUL",
            "NO_AUTO_POSSESS",
            "NO_DOTSTAR_ANCHOR",
            "NO_JIT",
            "NO_START_OPT",
            "NOTEMPTY_ATSTART",
            "NOTEMPTY",
            "UCP",
            "UTF",
            "UTF8");
    private static final Set<String> VERBS = Set.of("ACCEPT", "FAIL", "F", "COMMIT", "PRUNE", "SKIP", "THEN");
    private static final int LARGEST_CALLOUT = 255;

    private PcreVerbs() {}

    /** Where the pattern proper begins. */
    static int start(String in) {
        int pos = 0;
        boolean found = true;
        while (found && in.startsWith("(*", pos)) {
            found = false;
            int end = in.indexOf(')', pos);
            String word = end < 0 ? "" : in.substring(pos + 2, end);
            if (SETTINGS.contains(word) || word.matches("LIMIT_(HEAP|MATCH|DEPTH|RECURSION)=\\d+")) {
                pos = end + 1;
                found = true;
            }
        }
        return pos;
    }

    static boolean isVerb(String in, int pos) {
        return in.startsWith("(*", pos) && pos + 2 < in.length() && in.charAt(pos + 2) != ')';
    }

    static int skip(String in, int pos) throws Bad {
        int end = pos + 2;
        while (end < in.length() && PcreEscapes.isName(in.charAt(end))) {
            end++;
        }
        String word = in.substring(pos + 2, end);
        int close = in.indexOf(')', end);
        boolean argument = in.startsWith(":", end);
        boolean mark = word.isEmpty() || word.equals("MARK");
        if ((VERBS.contains(word) || (mark && argument)) && close >= 0 && (argument || close == end)) {
            return close + 1;
        }
        if (!word.isEmpty() && Character.isLowerCase(word.charAt(0))) {
            throw new Bad("(*alpha_assertion) not recognized", end);
        }
        throw new Bad("(*VERB) not recognized or malformed", argument && close < 0 ? in.length() : end);
    }

    /** {@code (?C…)}: a number or a string. */
    static int callout(String in, int pos) throws Bad {
        int end = pos + 1;
        int value = 0;
        while (end < in.length() && in.charAt(end) >= '0' && in.charAt(end) <= '9') {
            value = value * 10 + in.charAt(end++) - '0';
            if (value > LARGEST_CALLOUT) {
                throw new Bad("number after (?C is greater than 255", end);
            }
        }
        if (!in.startsWith(")", end)) {
            throw new Bad("closing parenthesis for (?C expected", end);
        }
        return end + 1;
    }
}

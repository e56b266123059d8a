package io.postern.http.text;

import org.jspecify.annotations.Nullable;

/** Translates a bracketed class: in Java an inner bracket opens a union and {@code &&} an intersection, in PCRE both are characters. */
final class PcreClass {
    private PcreClass() {}

    /** Translates the class that opens at {@code pos}; answers the position behind its closing bracket. */
    static int translate(String in, int pos, StringBuilder out) throws PatternException {
        int i = pos + 1;
        out.append('[');
        if (i < in.length() && in.charAt(i) == '^') {
            out.append('^');
            i++;
        }
        boolean first = true;
        while (true) {
            if (i >= in.length()) {
                throw new PatternException("missing terminating ] for character class", in.length());
            }
            char c = in.charAt(i);
            if (c == ']' && !first) {
                out.append(']');
                return i + 1;
            }
            first = false;
            int posix = in.startsWith("[:", i) ? in.indexOf(":]", i) : -1;
            if (posix > 0 && in.substring(i + 2, posix).matches("\\^?[a-z]+")) {
                posix(in.substring(i + 2, posix), posix, out);
                i = posix + 2;
                continue;
            }
            i = member(in, i, out);
        }
    }

    private static void posix(String name, int at, StringBuilder out) throws PatternException {
        boolean not = name.startsWith("^");
        String java = inJava(not ? name.substring(1) : name);
        if (java == null) {
            throw new PatternException("unknown POSIX class name", at);
        }
        out.append(not ? "[^" : "[").append(java).append(']');
    }

    /** What a POSIX class is in a class of Java's; null where there is no such class. */
    private static @Nullable String inJava(String name) {
        return switch (name) {
            case "alnum" -> "\\p{Alnum}";
            case "alpha" -> "\\p{Alpha}";
            case "ascii" -> "\\p{ASCII}";
            case "blank" -> " \\t";
            case "cntrl" -> "\\p{Cntrl}";
            case "digit" -> "\\d";
            case "graph" -> "\\p{Graph}";
            case "lower" -> "\\p{Lower}";
            case "print" -> "\\x20-\\x7e";
            case "punct" -> "\\p{Punct}";
            case "space" -> "\\s";
            case "upper" -> "\\p{Upper}";
            case "word" -> "\\w";
            case "xdigit" -> "\\p{XDigit}";
            default -> null;
        };
    }

    /** One member or a range. */
    private static int member(String in, int from, StringBuilder out) throws PatternException {
        StringBuilder low = new StringBuilder();
        int i = single(in, from, low);
        boolean range = i + 1 < in.length() && in.charAt(i) == '-' && in.charAt(i + 1) != ']';
        if (!range || isSet(low) || in.startsWith("[:", i + 1)) {
            out.append(low);
            return i;
        }
        StringBuilder high = new StringBuilder();
        int end = single(in, i + 1, high);
        if (isSet(high)) {
            out.append(low).append("\\-").append(high);
            return end;
        }
        if (code(low) > code(high)) {
            throw new PatternException("range out of order in character class", end - 1);
        }
        out.append(low).append('-').append(high);
        return end;
    }

    private static int single(String in, int i, StringBuilder out) throws PatternException {
        char c = in.charAt(i);
        if (c != '\\') {
            PcreEscape.literal(c, out);
            return i + 1;
        }
        if (i + 1 >= in.length()) {
            throw new PatternException("\\ at end of pattern", in.length());
        }
        char e = in.charAt(i + 1);
        if ("dDsSwWhHvV".indexOf(e) >= 0) {
            out.append('\\').append(e);
            return i + 2;
        }
        if (e == 'p' || e == 'P') {
            int end = in.startsWith("{", i + 2) ? in.indexOf('}', i) : i + 2;
            if (end < 0 || end >= in.length()) {
                throw new PatternException("malformed \\P or \\p sequence", in.length());
            }
            out.append(in, i, end + 1);
            return end + 1;
        }
        int control = "baefnrt".indexOf(e);
        if (control >= 0) {
            PcreEscape.literal("\b\u0007\u001b\f\n\r\t".charAt(control), out);
            return i + 2;
        }
        return e >= '1' && e <= '7' ? PcreEscape.octal(in, i + 1, 3, out) : PcreEscape.character(in, i, out);
    }

    private static boolean isSet(StringBuilder java) {
        return java.length() > 1 && java.charAt(0) == '\\' && "dDsSwWhHvVpP".indexOf(java.charAt(1)) >= 0;
    }

    private static int code(StringBuilder java) {
        if (java.length() == 4 && java.charAt(1) == 'x') {
            return Integer.parseInt(java.substring(2), 16);
        }
        return java.charAt(java.length() - 1);
    }
}

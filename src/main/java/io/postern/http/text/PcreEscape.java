package io.postern.http.text;

/** The escapes of PCRE that stand for one character. */
final class PcreEscape {
    private PcreEscape() {}

    /** Writes a character so that Java takes it for itself, inside and outside of classes. */
    static void literal(char c, StringBuilder out) {
        if (c < 0x21 || c > 0x7e) {
            out.append(String.format("\\x%02x", (int) c & 0xff));
        } else if (Character.isLetterOrDigit(c)) {
            out.append(c);
        } else {
            out.append('\\').append(c);
        }
    }

    /** Translates the escape at {@code pos}; answers the position behind it. */
    static int character(String in, int pos, StringBuilder out) throws PatternException {
        char c = in.charAt(pos + 1);
        return switch (c) {
            case 'x' -> hex(in, pos + 2, out);
            case 'o' -> bracedOctal(in, pos, out);
            case '0' -> octal(in, pos + 1, 3, out);
            case 'c' -> control(in, pos, out);
            default -> {
                if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
                    throw new PatternException("unrecognized character follows \\", pos + 1);
                }
                literal(c, out);
                yield pos + 2;
            }
        };
    }

    private static int control(String in, int pos, StringBuilder out) throws PatternException {
        if (pos + 2 >= in.length()) {
            throw new PatternException("\\c at end of pattern", in.length());
        }
        literal((char) (Character.toUpperCase(in.charAt(pos + 2)) ^ 0x40), out);
        return pos + 3;
    }

    private static int hex(String in, int from, StringBuilder out) throws PatternException {
        if (in.startsWith("{", from)) {
            int end = in.indexOf('}', from);
            String digits = end < 0 ? "" : in.substring(from + 1, end);
            if (!digits.matches("[0-9a-fA-F]{1,6}")) {
                throw new PatternException("non-hex character in \\x{} (closing brace missing?)", from + 1);
            }
            int value = Integer.parseInt(digits, 16);
            if (value > 0xff) {
                throw new PatternException("character code point value in \\x{} or \\o{} is too large", end);
            }
            literal((char) value, out);
            return end + 1;
        }
        int end = from;
        while (end < in.length() && end < from + 2 && Character.digit(in.charAt(end), 16) >= 0) {
            end++;
        }
        literal(end == from ? 0 : (char) Integer.parseInt(in.substring(from, end), 16), out);
        return end;
    }

    private static int bracedOctal(String in, int pos, StringBuilder out) throws PatternException {
        int end = in.indexOf('}', pos);
        if (!in.startsWith("{", pos + 2)
                || end < 0
                || !in.substring(pos + 3, end).matches("[0-7]{1,3}")) {
            throw new PatternException("missing opening brace after \\o", pos + 2);
        }
        literal((char) (Integer.parseInt(in.substring(pos + 3, end), 8) & 0xff), out);
        return end + 1;
    }

    /** Up to {@code most} octal digits from {@code from}; a digit that is none stands for itself. */
    static int octal(String in, int from, int most, StringBuilder out) {
        int end = from;
        while (end < in.length() && end < from + most && in.charAt(end) >= '0' && in.charAt(end) <= '7') {
            end++;
        }
        if (end == from) {
            literal(in.charAt(from), out);
            return from + 1;
        }
        literal((char) (Integer.parseInt(in.substring(from, end), 8) & 0xff), out);
        return end;
    }
}

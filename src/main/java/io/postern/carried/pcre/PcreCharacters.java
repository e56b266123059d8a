package io.postern.carried.pcre;

import io.postern.carried.pcre.PcreSyntax.Bad;

/** The escapes that stand for a character or a kind of character, in a class or outside. */
final class PcreCharacters {
    private PcreCharacters() {}

    /** Where an escape that stands for a character, or a kind of character, ends; the position is behind the backslash. */
    static int skip(String in, int pos) throws Bad {
        char c = in.charAt(pos);
        return switch (c) {
            case 'a', 'e', 'f', 'n', 'r', 't', 'd', 'D', 's', 'S', 'w', 'W', 'h', 'H', 'v', 'V', 'C', 'N' -> pos + 1;
            case 'F', 'L', 'l', 'U', 'u' ->
                throw new Bad("PCRE2 does not support \\F, \\L, \\l, \\N{name}, \\U, or \\u", pos + 1);
            case 'p', 'P' -> PcreProperties.skip(in, pos + 1);
            case 'c' -> control(in, pos + 1);
            case 'x' -> hex(in, pos + 1);
            case 'o' -> octalBraces(in, pos + 1);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(in, pos);
            default -> {
                if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) {
                    throw new Bad("unrecognized character follows \\", pos);
                }
                yield pos + 1;
            }
        };
    }

    private static int control(String in, int pos) throws Bad {
        if (pos == in.length()) {
            throw new Bad("\\c at end of pattern", pos);
        }
        if (in.charAt(pos) < 32 || in.charAt(pos) > 126) {
            throw new Bad("\\c must be followed by a printable ASCII character", pos);
        }
        return pos + 1;
    }

    /** Where up to three octal digits end. */
    static int octal(String in, int pos) throws Bad {
        int value = 0;
        int end = pos;
        while (end < in.length() && end < pos + 3 && in.charAt(end) >= '0' && in.charAt(end) <= '7') {
            value = value * 8 + in.charAt(end++) - '0';
        }
        if (value > 255) {
            throw new Bad("octal value is greater than \\377 in 8-bit non-UTF-8 mode", end);
        }
        return end;
    }

    private static int hex(String in, int pos) throws Bad {
        if (in.startsWith("{", pos)) {
            return braces(in, pos + 1, 16, "non-hex character in \\x{} (closing brace missing?)");
        }
        int end = pos;
        while (end < in.length() && end < pos + 2 && Character.digit(in.charAt(end), 16) >= 0) {
            end++;
        }
        return end;
    }

    private static int octalBraces(String in, int pos) throws Bad {
        if (!in.startsWith("{", pos)) {
            throw new Bad("missing opening brace after \\o", pos == in.length() ? pos - 1 : pos);
        }
        return braces(in, pos + 1, 8, "non-octal character in \\o{} (closing brace missing?)");
    }

    private static int braces(String in, int pos, int radix, String words) throws Bad {
        if (pos == in.length() || in.charAt(pos) == '}') {
            throw new Bad("digits missing in \\x{} or \\o{} or \\N{U+}", pos);
        }
        int value = 0;
        int end = pos;
        for (; end < in.length(); end++) {
            int digit = in.charAt(end) < 0x80 ? Character.digit(in.charAt(end), radix) : -1;
            if (digit < 0) {
                break;
            }
            value = value * radix + digit;
            if (value > 255) {
                int last = end + 1;
                while (last < in.length() && Character.digit(in.charAt(last), radix) >= 0) {
                    last++;
                }
                throw new Bad("character code point value in \\x{} or \\o{} is too large", last);
            }
        }
        if (!in.startsWith("}", end)) {
            throw new Bad(words, end == in.length() ? end - 1 : end);
        }
        return end + 1;
    }
}

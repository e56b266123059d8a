package io.postern.corpus;

import java.util.Random;

/** Spoils a text in one of the ways that hands and editors do. */
final class Damage {
    private static final String MARKS = ";{}\"'\\#$ \n\t\r()*,=:.-/0129azZ\f\0\u00e9";

    private final Random random;

    Damage(long seed) {
        random = new Random(seed);
    }

    String of(String text) {
        String spoilt = text;
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times; i++) {
            spoilt = once(spoilt);
        }
        return spoilt;
    }

    private String once(String text) {
        if (text.isEmpty()) {
            return ";";
        }
        int at = random.nextInt(text.length());
        return switch (random.nextInt(11)) {
            case 0 -> text.substring(0, at) + text.substring(Math.min(text.length(), at + 1 + random.nextInt(5)));
            case 1 -> text.substring(0, at) + mark() + text.substring(at);
            case 2 -> text.substring(0, at) + mark() + text.substring(at + 1);
            case 3 -> text.substring(0, at);
            case 4 -> lineTwice(text, at);
            case 5 -> withoutLine(text, at);
            case 8 -> swapped(text, at);
            case 9 -> withoutBrace(text, at);
            case 6 -> wordFor(text, at, word(text, random.nextInt(text.length())));
            case 7 -> wordFor(text, at, word(text, at) + mark() + random.nextInt(100));
            default -> wordFor(text, at, "");
        };
    }

    private char mark() {
        return MARKS.charAt(random.nextInt(MARKS.length()));
    }

    private static String lineTwice(String text, int at) {
        int start = text.lastIndexOf('\n', at - 1) + 1;
        int end = text.indexOf('\n', at);
        String line = text.substring(start, end < 0 ? text.length() : end);
        return text.substring(0, start) + line + "\n" + text.substring(start);
    }

    private static String withoutLine(String text, int at) {
        int start = text.lastIndexOf('\n', at - 1) + 1;
        int end = text.indexOf('\n', at);
        return text.substring(0, start) + text.substring(end < 0 ? text.length() : end);
    }

    /** With a line and the next one in each other's place. */
    private static String swapped(String text, int at) {
        int start = text.lastIndexOf('\n', at - 1) + 1;
        int middle = text.indexOf('\n', at) + 1;
        int end = middle == 0 ? 0 : text.indexOf('\n', middle) + 1;
        return end == 0
                ? text
                : text.substring(0, start)
                        + text.substring(middle, end)
                        + text.substring(start, middle)
                        + text.substring(end);
    }

    private static String withoutBrace(String text, int at) {
        int open = text.indexOf('{', at);
        int close = text.indexOf('}', at);
        int brace = open < 0 || (close >= 0 && close < open) ? close : open;
        return brace < 0 ? text : text.substring(0, brace) + text.substring(brace + 1);
    }

    private static String word(String text, int at) {
        return text.substring(start(text, at), end(text, at));
    }

    private static String wordFor(String text, int at, String other) {
        return text.substring(0, start(text, at)) + other + text.substring(end(text, at));
    }

    private static int start(String text, int at) {
        int start = at;
        while (start > 0 && wordy(text.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private static int end(String text, int at) {
        int end = at;
        while (end < text.length() && wordy(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean wordy(char c) {
        return c > ' ' && c != ';' && c != '{' && c != '}';
    }
}

package io.postern.corpus;

import io.postern.corpus.Pieces.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * Spoils a text as scripts, templates and merges do: with pieces of itself and of another one, and with values at their limits. Its
 * characters are bytes (ISO_8859_1), and stay bytes.
 */
final class Jumble {
    private static final int KINDS = 25;

    private final Random random;
    private String part = "";

    Jumble(long seed) {
        random = new Random(seed);
    }

    /** Damaged once to four times. */
    String of(String text, String donor) {
        part = "";
        String spoilt = text;
        int times = 1 + random.nextInt(4);
        for (int i = 0; i < times; i++) {
            spoilt = once(spoilt, donor);
        }
        return spoilt;
    }

    /** What {@code parts/cut.inc} is to hold for the last text. */
    String part() {
        return part;
    }

    /** The parts that a jumbled file may include. */
    static void parts(Path folder) throws IOException {
        Path parts = Files.createDirectories(folder.resolve("parts"));
        Files.writeString(parts.resolve("one.inc"), "# one\n");
        Files.writeString(parts.resolve("two.inc"), "error_log logs/two.log;\n");
        Files.writeString(parts.resolve("empty.inc"), "");
        Files.writeString(parts.resolve("broken.inc"), "error_log \"logs/x.log");
        Files.writeString(parts.resolve("open.inc"), "server {\n");
        Files.writeString(parts.resolve("close.inc"), "}\n");
        Files.writeString(parts.resolve("words.inc"), "a b;\nc d;\n");
        Files.writeString(parts.resolve("cut.inc"), "");
    }

    private String once(String text, String donor) {
        Pieces here = new Pieces(text);
        if (here.words().isEmpty() || here.marks().isEmpty()) {
            return text + donor;
        }
        Pieces there = new Pieces(donor);
        int at = random.nextInt(text.length() + 1);
        int border = border(here);
        return switch (random.nextInt(KINDS)) {
            case 0 -> put(text, any(here.words()), word(there, here));
            case 1 -> in(text, boundary(here), "include " + pick(Scraps.INCLUDES) + ";");
            case 2 -> mark(text, any(here.marks()));
            case 3 -> swapped(text, here, any(here.names()), any(here.names()));
            case 4 -> swapped(text, here, any(values(here)), any(values(here)));
            case 5 -> number(text, here, true);
            case 6 -> number(text, here, false);
            case 7 -> in(text, chance(50) ? at : border, pick(Scraps.BYTES));
            case 8 -> in(text, chance(30) ? at : border, pick(Scraps.QUOTES));
            case 9 -> in(text, inside(any(values(here))), pick(Scraps.VARIABLES));
            case 10 -> in(text, chance(20) ? at : border, pick(Scraps.COMMENTS));
            case 11 -> in(text, chance(50) ? at : border, pick(Scraps.CONTROLS));
            case 12 -> in(text, boundary(here), statement(here, here));
            case 13 -> exchanged(text, here);
            case 14 -> put(text, any(here.words()), longOne());
            case 15 -> in(text, boundary(here), statement(there, here));
            case 16 -> put(text, any(here.marks()), pick(";", "{", "}", "{}", ";;", "{;", "};", "", " ", "{ }"));
            case 17 -> cased(text, here, any(here.words()));
            case 18 -> text.replace("\n", pick("\r", "\r\n", " ", "\n\n", "\n\r", "\t"));
            case 19 -> words(text, here, any(here.words()));
            case 20 -> moved(text, here, any(here.words()), border);
            case 21 -> wrapped(text, here);
            case 22 -> letter(text, any(here.names()));
            case 23 ->
                in(
                        text,
                        any(values(here)).end(),
                        (" " + pick("a", "1", "$host", "''")).repeat(pick(1, 2, 6, 7, 8, 20, 3000)));
            default -> cut(text, border, border(here));
        };
    }

    // --- places ---

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private static List<Span> values(Pieces pieces) {
        return pieces.values().isEmpty() ? pieces.words() : pieces.values();
    }

    private int inside(Span span) {
        return span.start() + random.nextInt(span.end() - span.start() + 1);
    }

    private int border(Pieces pieces) {
        Span span = chance(70) ? any(pieces.words()) : any(pieces.marks());
        return chance(50) ? span.start() : chance(70) ? span.end() : inside(span);
    }

    /** Where a statement may begin. */
    private int boundary(Pieces pieces) {
        return chance(20) ? any(pieces.names()).start() : any(pieces.marks()).end();
    }

    // --- changes ---

    private static String in(String text, int at, String what) {
        return text.substring(0, at) + what + text.substring(at);
    }

    private static String put(String text, Span span, String what) {
        return text.substring(0, span.start()) + what + text.substring(span.end());
    }

    private String word(Pieces pieces, Pieces otherwise) {
        return pieces.words().isEmpty() ? otherwise.of(any(otherwise.words())) : pieces.of(any(pieces.words()));
    }

    private String statement(Pieces pieces, Pieces otherwise) {
        Pieces from = pieces.statements().isEmpty() ? otherwise : pieces;
        return from.statements().isEmpty() ? ";" : from.of(any(from.statements()));
    }

    private String mark(String text, Span span) {
        String mark = text.substring(span.start(), span.end());
        return in(text, span.end(), pick("", " ", "\n") + mark.repeat(pick(1, 1, 1, 2, 5)));
    }

    private static String swapped(String text, Pieces pieces, Span a, Span b) {
        if (a.start() == b.start()) {
            return text;
        }
        Span first = a.start() < b.start() ? a : b;
        Span second = a.start() < b.start() ? b : a;
        return put(put(text, second, pieces.of(first)), first, pieces.of(second));
    }

    /** With another number, or another unit behind one, in some word that has one. */
    private String number(String text, Pieces pieces, boolean unit) {
        for (int i = 0; i < 20; i++) {
            Span span = any(values(pieces));
            String word = pieces.of(span);
            int start = 0;
            while (start < word.length() && !digit(word.charAt(start))) {
                start++;
            }
            if (start == word.length()) {
                continue;
            }
            int end = start;
            while (end < word.length() && digit(word.charAt(end))) {
                end++;
            }
            int after = end;
            while (after < word.length() && letter(word.charAt(after))) {
                after++;
            }
            String changed = unit
                    ? word.substring(0, end) + pick(Scraps.UNITS) + word.substring(after)
                    : word.substring(0, start) + pick(Scraps.NUMBERS) + word.substring(chance(50) ? end : after);
            return put(text, span, changed);
        }
        return put(text, any(values(pieces)), pick(Scraps.NUMBERS) + pick(Scraps.UNITS));
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean letter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /** With one kind of block where another stands, or all of a kind. */
    private String exchanged(String text, Pieces pieces) {
        for (int i = 0; i < 30; i++) {
            Span span = any(pieces.names());
            for (String block : Scraps.BLOCKS) {
                if (block.equals(pieces.of(span))) {
                    return put(text, span, pick(Scraps.BLOCKS));
                }
            }
        }
        String from = pick("mail", "http", "stream", "server");
        return text.replaceAll("\\b" + from + "(?=\\s*\\{)", pick("mail", "http", "stream", "server"));
    }

    /** A word about as long as the buffer that nginx reads into, or twice that. */
    private String longOne() {
        int length = pick(4090, 4093, 4094, 4095, 4096, 4097, 4098, 8190, 8191, 8192, 12000, 2047, 255, 256, 64, 1024);
        String filling = pick("a", "1", "\u00e9", "\\\\", "$a", "a.", "/a", " ", "\n", "a ", "\0", "${");
        String word = filling.repeat(Math.max(1, length / filling.length()));
        String quote = pick("", "", "\"", "'");
        return quote + word + pick(quote, quote, quote, "");
    }

    private String cased(String text, Pieces pieces, Span span) {
        String word = pieces.of(span);
        return put(text, span, chance(50) ? upper(word) : upper(word.substring(0, 1)) + word.substring(1));
    }

    /** Letters of ASCII alone: the characters are bytes, and the capital of 0xFF would be none. */
    private static String upper(String word) {
        StringBuilder out = new StringBuilder(word);
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            out.setCharAt(i, c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c);
        }
        return out.toString();
    }

    private String words(String text, Pieces pieces, Span span) {
        String word = pieces.of(span);
        return switch (random.nextInt(4)) {
            case 0 -> put(text, span, "");
            case 1 -> in(text, span.end(), " " + word);
            case 2 -> in(text, span.end(), word);
            default ->
                put(
                        text,
                        span,
                        pick(
                                "\"\"",
                                "''",
                                "on",
                                "off",
                                "default",
                                "none",
                                "*",
                                "all",
                                "-",
                                "=",
                                ":",
                                "\"" + word + "\""));
        };
    }

    private static String moved(String text, Pieces pieces, Span from, int to) {
        String word = pieces.of(from);
        return to <= from.start()
                ? in(put(text, from, ""), to, " " + word + " ")
                : to < from.end() ? text : put(in(text, to, " " + word + " "), from, "");
    }

    private String wrapped(String text, Pieces pieces) {
        if (pieces.statements().isEmpty()) {
            return text;
        }
        Span span = any(pieces.statements());
        return put(text, span, pick(Scraps.BLOCKS) + " { " + pieces.of(span) + " }");
    }

    private String letter(String text, Span name) {
        int at = name.start() + random.nextInt(name.end() - name.start());
        return switch (random.nextInt(4)) {
            case 0 -> text.substring(0, at) + text.substring(at + 1);
            case 1 -> in(text, at, text.substring(at, at + 1));
            case 2 -> in(text, at, pick("_", "-", "s", "e", " ", "."));
            default ->
                at + 1 < name.end()
                        ? text.substring(0, at) + text.charAt(at + 1) + text.charAt(at) + text.substring(at + 2)
                        : in(text, at, "x");
        };
    }

    /** With what stands between two places in a file of its own. */
    private String cut(String text, int a, int b) {
        int start = Math.min(a, b);
        int end = Math.max(a, b);
        if (!part.isEmpty() || start == end) {
            return text;
        }
        part = text.substring(start, end);
        return text.substring(0, start) + pick("", " ", "\n") + "include parts/cut.inc;" + text.substring(end);
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private String pick(String... all) {
        return all[random.nextInt(all.length)];
    }

    private int pick(int... all) {
        return all[random.nextInt(all.length)];
    }
}

package io.postern.directive;

import io.postern.lang.FileName;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** glob(3) in the C locale without flags: hidden files only by a written dot, results sorted by their bytes. */
final class Glob {
    private Glob() {}

    static List<String> find(String pattern) {
        int from = pattern.lastIndexOf('/', Pattern.first(pattern)) + 1;
        List<String> found = List.of(start(pattern.substring(0, from)));
        String rest = pattern.substring(from);
        while (rest.endsWith("//")) {
            rest = rest.substring(0, rest.length() - 1);
        }
        String[] parts = rest.split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            boolean last = i == parts.length - 1;
            if (part.isEmpty() && !last) {
                // glob(3) keeps two slashes of two or more
                if (!parts[i - 1].isEmpty()) {
                    found = found.stream().map(folder -> folder + '/').toList();
                }
                continue;
            }
            List<String> longer = new ArrayList<>();
            for (String folder : found) {
                step(folder, part, last, longer);
            }
            found = longer;
        }
        return found.stream().sorted().toList();
    }

    /** The folders before the first that is searched for: as written, with as many slashes; those of the root alone are one. */
    private static String start(String folders) {
        return folders.equals("//") ? "/" : Pattern.plain(folders);
    }

    private static void step(String folder, String part, boolean last, List<String> out) {
        if (!Pattern.isOne(part)) {
            String plain = folder + Pattern.plain(part);
            if (Files.exists(
                    FileName.path(plain), last ? new LinkOption[] {LinkOption.NOFOLLOW_LINKS} : new LinkOption[0])) {
                out.add(last ? plain : plain + "/");
            }
            return;
        }
        Path searched = FileName.path(folder.isEmpty() ? "." : folder);
        try (DirectoryStream<Path> names = Files.newDirectoryStream(searched)) {
            for (String dots : List.of(".", "..")) { // the JDK leaves them out
                if (Pattern.matches(part, dots)) {
                    out.add(folder + dots + (last ? "" : "/"));
                }
            }
            for (Path entry : names) {
                String path = FileName.bytes(entry);
                String name = path.substring(path.lastIndexOf('/', path.length() - 2) + 1)
                        .replace("/", "");
                if (Pattern.matches(part, name) && (last || Files.isDirectory(entry))) {
                    out.add(folder + name + (last ? "" : "/"));
                }
            }
        } catch (IOException e) {
            // a folder that cannot be read has no matches
        }
    }

    /** fnmatch(3) for one name. */
    static final class Pattern {
        private static final List<String> KINDS = List.of(
                "alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper",
                "xdigit");

        private Pattern() {}

        static boolean isOne(String text) {
            return first(text) < text.length();
        }

        /** Where the first character stands that is not taken as it is; the length when there is none. */
        static int first(String text) {
            int i = 0;
            while (i < text.length() && "*?[".indexOf(text.charAt(i)) < 0) {
                i++;
            }
            return i;
        }

        static String plain(String text) {
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) == '\\' && i + 1 < text.length()) {
                    i++;
                }
                out.append(text.charAt(i));
            }
            return out.toString();
        }

        static boolean matches(String pattern, String name) {
            if (name.startsWith(".") && !pattern.startsWith(".") && !pattern.startsWith("\\.")) {
                return false;
            }
            return matches(pattern, 0, name, 0);
        }

        private static boolean matches(String pattern, int p, String name, int n) {
            int at = n;
            int star = -1;
            int retry = -1;
            int i = p;
            while (at < name.length()) {
                if (i < pattern.length() && pattern.charAt(i) == '*') {
                    star = ++i;
                    retry = at;
                    continue;
                }
                int next = i < pattern.length() ? one(pattern, i, name.charAt(at)) : -1;
                if (next >= 0) {
                    i = next;
                    at++;
                } else if (star >= 0) {
                    i = star;
                    at = ++retry;
                } else {
                    return false;
                }
            }
            while (i < pattern.length() && pattern.charAt(i) == '*') {
                i++;
            }
            return i == pattern.length();
        }

        /** Where the pattern goes on after matching one character; -1 when it does not match. */
        private static int one(String pattern, int i, char c) {
            return switch (pattern.charAt(i)) {
                case '?' -> i + 1;
                case '[' -> bracket(pattern, i, c);
                case '\\' -> {
                    int at = i + 1 < pattern.length() ? i + 1 : i;
                    yield pattern.charAt(at) == c ? at + 1 : -1;
                }
                default -> pattern.charAt(i) == c ? i + 1 : -1;
            };
        }

        /** A kind of character as the C locale has it. */
        private static boolean isOf(String kind, char c) {
            boolean digit = c >= '0' && c <= '9';
            boolean upper = c >= 'A' && c <= 'Z';
            boolean lower = c >= 'a' && c <= 'z';
            boolean graph = c > ' ' && c < 127;
            return switch (kind) {
                case "alnum" -> digit || upper || lower;
                case "alpha" -> upper || lower;
                case "blank" -> c == ' ' || c == '\t';
                case "cntrl" -> c < ' ' || c == 127;
                case "digit" -> digit;
                case "graph" -> graph;
                case "lower" -> lower;
                case "print" -> graph || c == ' ';
                case "punct" -> graph && !digit && !upper && !lower;
                case "space" -> c == ' ' || (c >= '\t' && c <= '\r');
                case "upper" -> upper;
                default -> digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
            };
        }

        private static int bracket(String pattern, int open, char c) {
            int i = open + 1;
            boolean not = i < pattern.length() && (pattern.charAt(i) == '!' || pattern.charAt(i) == '^');
            if (not) {
                i++;
            }
            boolean hit = false;
            for (int first = i; i < pattern.length() && (pattern.charAt(i) != ']' || i == first); i++) {
                char low = pattern.charAt(i);
                int named = low == '[' ? pattern.indexOf(":]", i + 2) : -1;
                if (named > 0 && pattern.charAt(i + 1) == ':') {
                    String kind = pattern.substring(i + 2, named);
                    if (!KINDS.contains(kind)) {
                        return -1;
                    }
                    hit |= isOf(kind, c);
                    i = named + 1;
                    continue;
                }
                if (low == '\\' && i + 1 < pattern.length()) {
                    low = pattern.charAt(++i);
                }
                char high = low;
                if (i + 2 < pattern.length() && pattern.charAt(i + 1) == '-' && pattern.charAt(i + 2) != ']') {
                    high = pattern.charAt(i + 2);
                    i += 2;
                }
                hit |= c >= low && c <= high;
            }
            if (i >= pattern.length()) {
                return c == '[' ? open + 1 : -1;
            }
            return hit != not ? i + 1 : -1;
        }
    }
}

package io.postern.side;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the names in a dialogue script stand for; a name not known yet is learned from the first line that it is matched in. */
final class Words {
    private static final Pattern NAME = Pattern.compile("\\$\\{(\\w+)(?::(\\w+))?}");
    private final Map<String, String> known = new HashMap<>();

    void set(String name, Object value) {
        known.put(name, value.toString());
    }

    /** The bytes that a line of the script stands for: names replaced, then escapes. */
    String fill(String text) {
        Matcher m = NAME.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (m.find()) {
            m.appendReplacement(filled, Matcher.quoteReplacement(value(m).replace("\\", "\\\\")));
        }
        return unescape(m.appendTail(filled).toString());
    }

    private String value(Matcher m) {
        String first = m.group(1);
        String second = m.group(2);
        if (second == null) {
            return known.getOrDefault(first, "");
        }
        String value = known.getOrDefault(second, "");
        return switch (first) {
            case "base64" -> Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.ISO_8859_1));
            case "unbase64" -> new String(Base64.getDecoder().decode(value), StandardCharsets.ISO_8859_1);
            case "repeat" -> "x".repeat(Integer.parseInt(second));
            default -> throw new IllegalArgumentException("${" + first + ":…} means nothing");
        };
    }

    /** Whether what was heard is what the script says; learns the names that were open. */
    boolean matches(String text, String heard) {
        Matcher m = NAME.matcher(text);
        StringBuilder regex = new StringBuilder();
        List<String> open = new ArrayList<>();
        int from = 0;
        while (m.find()) {
            regex.append(Pattern.quote(unescape(text.substring(from, m.start()))));
            if (m.group(2) == null && !known.containsKey(m.group(1))) {
                regex.append("(\\S+?)");
                open.add(m.group(1));
            } else {
                regex.append(Pattern.quote(value(m)));
            }
            from = m.end();
        }
        regex.append(Pattern.quote(unescape(text.substring(from))));
        Matcher whole = Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(heard);
        if (!whole.matches()) {
            return false;
        }
        for (int i = 0; i < open.size(); i++) {
            known.put(open.get(i), whole.group(i + 1));
        }
        return true;
    }

    /** {@code \r \n \t \0 \\ \xHH} as the bytes they mean. */
    static String unescape(String text) {
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                bytes.append(c);
                continue;
            }
            char kind = text.charAt(++i);
            switch (kind) {
                case 'r' -> bytes.append('\r');
                case 'n' -> bytes.append('\n');
                case 't' -> bytes.append('\t');
                case '0' -> bytes.append('\0');
                case 'x' -> {
                    bytes.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> bytes.append(kind);
            }
        }
        return bytes.toString();
    }

    /** The other way round, for people to read. */
    static String escape(String bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.length(); i++) {
            char c = bytes.charAt(i);
            switch (c) {
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n");
                case '\0' -> text.append("\\0");
                case '\\' -> text.append("\\\\");
                default -> text.append(c < ' ' || c > '~' ? "\\x%02x".formatted((int) c) : String.valueOf(c));
            }
        }
        return text.toString();
    }
}

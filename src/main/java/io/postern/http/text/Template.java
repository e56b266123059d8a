package io.postern.http.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Text with variables ({@code $name}, <code>${name}</code>) and captures ({@code $1}): nginx's complex value. */
public final class Template {
    /** A piece of a template. */
    public sealed interface Part {
        /** Text as it stands. */
        record Text(String text) implements Part {}

        /** A variable. */
        record Variable(Symbol symbol) implements Part {}

        /** A group of the last match, 1 to 9. */
        record Capture(int group) implements Part {}
    }

    private final String source;
    private final List<Part> parts;
    private final @Nullable String constant;
    /** A capture stands before a variable: to read that may match a pattern, which changes the capture. */
    private final boolean shifts;

    private Template(String source, List<Part> parts) {
        this.source = source;
        this.parts = List.copyOf(parts);
        boolean fixed = parts.stream().allMatch(Part.Text.class::isInstance);
        StringBuilder text = new StringBuilder();
        if (fixed) {
            parts.forEach(p -> text.append(((Part.Text) p).text()));
        }
        this.shifts = shifts(parts);
        this.constant = fixed ? text.toString() : null;
    }

    private static boolean shifts(List<Part> parts) {
        boolean capture = false;
        for (Part p : parts) {
            if (capture && p instanceof Part.Variable) {
                return true;
            }
            capture |= p instanceof Part.Capture;
        }
        return false;
    }

    public static Template text(String text) {
        return new Template(text, List.of(new Part.Text(text)));
    }

    public static Template of(String source, Symbols symbols) throws TemplateException {
        List<Part> parts = new ArrayList<>();
        int i = 0;
        while (i < source.length()) {
            if (source.charAt(i) != '$') {
                int end = source.indexOf('$', i);
                end = end < 0 ? source.length() : end;
                parts.add(new Part.Text(source.substring(i, end)));
                i = end;
                continue;
            }
            if (++i == source.length()) {
                throw new TemplateException("invalid variable name");
            }
            char c = source.charAt(i);
            if (c >= '1' && c <= '9') {
                parts.add(new Part.Capture(c - '0'));
                i++;
                continue;
            }
            boolean bracket = c == '{';
            int from = bracket ? i + 1 : i;
            int end = from;
            while (end < source.length() && isName(source.charAt(end))) {
                end++;
            }
            String name = source.substring(from, end);
            if (bracket && from == source.length()) {
                throw new TemplateException("invalid variable name");
            }
            if (bracket && !source.startsWith("}", end)) {
                throw new TemplateException("the closing bracket in \"" + name + "\" variable is missing");
            }
            if (name.isEmpty()) {
                throw new TemplateException("invalid variable name");
            }
            parts.add(new Part.Variable(symbols.of(name)));
            i = bracket ? end + 1 : end;
        }
        return new Template(source, parts);
    }

    private static boolean isName(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    }

    public String source() {
        return source;
    }

    public List<Part> parts() {
        return parts;
    }

    /** The text when nothing in it varies, else null. */
    public @Nullable String constant() {
        return constant;
    }

    /** The text; where its captures change and no longer fit, that before the change. */
    public String eval(Values values) {
        if (constant != null) {
            return constant;
        }
        List<String> pieces = pieces(p -> piece(p, values));
        try {
            return shifts ? shifted(pieces, p -> piece(p, values)) : String.join("", pieces);
        } catch (Regex.Failed e) {
            return String.join("", pieces);
        }
    }

    /**
     * The text.
     *
     * @param piece reads a part
     * @throws Regex.Failed when captures have changed meanwhile and no longer fit
     */
    public String eval(Function<Part, @Nullable String> piece) throws Regex.Failed {
        if (constant != null) {
            return constant;
        }
        List<String> pieces = pieces(piece);
        return shifts ? shifted(pieces, piece) : String.join("", pieces);
    }

    private List<String> pieces(Function<Part, @Nullable String> piece) {
        List<String> pieces = new ArrayList<>(parts.size());
        for (Part p : parts) {
            String text = piece.apply(p);
            pieces.add(text == null ? "" : text);
        }
        return pieces;
    }

    /** nginx measures all parts before it copies them: captures are then those of the last match there was. */
    private String shifted(List<String> measured, Function<Part, @Nullable String> piece) throws Regex.Failed {
        int room = measured.stream().mapToInt(String::length).sum();
        StringBuilder out = new StringBuilder(room);
        for (int i = 0; i < measured.size(); i++) {
            Part part = parts.get(i);
            String again = part instanceof Part.Capture ? piece.apply(part) : measured.get(i);
            if (again != null && again.length() > room - out.length()) {
                throw new Regex.Failed("no buffer space in script copy");
            }
            out.append(again == null ? "" : again);
        }
        return out.toString();
    }

    public static @Nullable String piece(Part part, Values values) {
        if (part instanceof Part.Text t) {
            return t.text();
        }
        return part instanceof Part.Variable v
                ? values.value(v.symbol())
                : values.capture(((Part.Capture) part).group());
    }

    @Override
    public String toString() {
        return source;
    }
}

package io.postern.http.text;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of the configuration, ready to match. A match has a time limit as PCRE's has a limit of steps: a pattern that explodes
 * fails the one request, with the line nginx writes, and never holds the event loop.
 */
public final class Regex {
    /** A named group that sets a variable on a match. */
    public record Named(Symbol symbol, int group) {}

    /** The match was given up; the text is nginx's line for the log, at alert. */
    public static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;

        Failed(String message) {
            super(message, null, false, false);
        }
    }

    private static final long LIMIT_NANOS = 200_000_000;

    private final String source;
    private final Pattern pattern;
    private final List<Named> named;

    private Regex(String source, Pattern pattern, List<Named> named) {
        this.source = source;
        this.pattern = pattern;
        this.named = named;
    }

    /** Translates and compiles; named groups become symbols. */
    public static Regex of(String source, boolean caseless, Symbols symbols) throws PatternException {
        Pcre.Translated t = Pcre.translate(source);
        try {
            int flags = Pattern.UNIX_LINES | (caseless ? Pattern.CASE_INSENSITIVE : 0);
            Pattern p = Pattern.compile(t.java(), flags);
            return new Regex(
                    source,
                    p,
                    t.names().stream()
                            .map(n -> new Named(symbols.captured(n.name()), n.group()))
                            .toList());
        } catch (PatternSyntaxException e) {
            throw new PatternException(e.getDescription(), Math.max(0, Math.min(e.getIndex(), source.length())));
        }
    }

    public String source() {
        return source;
    }

    public List<Named> named() {
        return named;
    }

    /** Whether it catches anything, named or not. */
    public boolean hasGroups() {
        return pattern.matcher("").groupCount() > 0;
    }

    /** Searches the subject; null when it does not match. */
    public @Nullable Captures find(String subject) throws Failed {
        Matcher m = pattern.matcher(new TimedText(subject, System.nanoTime() + LIMIT_NANOS));
        try {
            return m.find() ? new Captures(m.toMatchResult()) : null;
        } catch (TimedText.Expired e) {
            throw failed(-47, subject);
        } catch (StackOverflowError e) {
            throw failed(-53, subject);
        }
    }

    private Failed failed(int code, String subject) {
        return new Failed("pcre2_match() failed: " + code + " on \"" + subject + "\" using \"" + source + "\"");
    }
}

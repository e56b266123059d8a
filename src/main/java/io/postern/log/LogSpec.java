package io.postern.log;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One {@code error_log} directive: where to and from which level on. */
public record LogSpec(Target target, Level level) {
    /** Where a log leads. */
    public sealed interface Target {}

    /** A file, as the configuration names it. */
    public record ToFile(String path) implements Target {}

    /** Standard error. */
    public record ToStderr() implements Target {}

    /** A ring of this many bytes in memory. */
    public record ToMemory(String size) implements Target {}

    /** What nginx calls a syslog peer: {@code host:port} or {@code unix:/path}, and how its lines begin. */
    public record ToSyslog(String server, int facility, String tag, boolean hostname) implements Target {}

    /** A directive that cannot be; the message is nginx's. */
    public static final class Invalid extends Exception {
        Invalid(String message) {
            super(message, null, false, false);
        }
    }

    private static final List<String> DEBUG_LEVELS = List.of(
            "debug_core", "debug_alloc", "debug_mutex", "debug_event", "debug_http", "debug_mail", "debug_stream");
    /** Of these our lines at debug are. */
    private static final List<String> DEBUG_OURS = List.of("debug_core", "debug_event", "debug_mail");

    /** Reads the directive's arguments: a target and levels (ngx_log_set_log). */
    public static LogSpec parse(List<String> args) throws Invalid {
        String where = args.get(0);
        Target target;
        if (where.equals("stderr")) {
            target = new ToStderr();
        } else if (where.startsWith("memory:")) {
            target = new ToMemory(where.substring("memory:".length()));
        } else if (where.startsWith("syslog:")) {
            target = SyslogSpec.parse(where.substring("syslog:".length()));
        } else {
            target = new ToFile(where);
        }
        return new LogSpec(target, level(args.subList(1, args.size())));
    }

    private static Level level(List<String> words) throws Invalid {
        if (words.isEmpty()) {
            return Level.ERROR;
        }
        Level level = null;
        boolean debugParts = false;
        boolean ours = false;
        for (String word : words) {
            Level named = named(word);
            if (named != null) {
                if (level != null || debugParts) {
                    throw new Invalid("duplicate log level \"" + word + "\"");
                }
                level = named;
            } else if (DEBUG_LEVELS.contains(word) && level == null) {
                debugParts = true;
                ours |= DEBUG_OURS.contains(word);
            } else {
                throw new Invalid("invalid log level \"" + word + "\"");
            }
        }
        if (level != null) {
            return level;
        }
        return ours ? Level.DEBUG : Level.INFO;
    }

    private static @Nullable Level named(String word) {
        for (Level level : Level.values()) {
            if (level.label().equals(word)) {
                return level;
            }
        }
        return null;
    }

    /** The size of a memory log: bytes, or with k or m behind. */
    static int size(String text) throws Invalid {
        String digits = text;
        int unit = 1;
        if (!text.isEmpty()) {
            String last = text.substring(text.length() - 1).toLowerCase(Locale.ROOT);
            unit = last.equals("k") ? 1024 : last.equals("m") ? 1024 * 1024 : 1;
            digits = unit == 1 ? text : text.substring(0, text.length() - 1);
        }
        try {
            long size = Math.multiplyExact(Long.parseLong(digits), unit);
            if (size >= Line.MAX + 64 && size <= Integer.MAX_VALUE - 16 && digits.charAt(0) != '+') {
                return (int) size;
            }
        } catch (NumberFormatException | ArithmeticException e) {
            // worded below
        }
        throw new Invalid("invalid buffer size \"" + text + "\"");
    }
}

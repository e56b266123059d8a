package io.postern.log;

import io.postern.directive.Args;
import io.postern.directive.Complaint;
import io.postern.directive.Cycle;
import io.postern.directive.Endpoint;
import io.postern.directive.Outputs;
import io.postern.directive.Type;
import io.postern.directive.Types;
import io.postern.directive.Units;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One {@code error_log} directive: where to and from which level on. */
public record LogSpec(Target target, Level level) {
    /** Where a log leads. */
    public sealed interface Target {}

    /** A file, by its full name. */
    public record ToFile(String path) implements Target {}

    /** Standard error. */
    public record ToStderr() implements Target {}

    /** A ring of this many bytes in memory; the origin is the directive's place, which heads it. */
    public record ToMemory(int size, String origin) implements Target {}

    /**
     * What nginx calls a syslog peer: where to and how the lines begin.
     *
     * @param server null only where the configuration is read without looking up names
     */
    public record ToSyslog(@Nullable Endpoint server, int facility, String tag, boolean hostname) implements Target {}

    /** The directive's value; statements of one block add up (ngx_log_set_log). */
    public static final Type<List<LogSpec>> TYPE = Types.each(LogSpec::parse);

    /** What a memory log's head may take besides the file's name: its words, two numbers, the line's end and a NUL. */
    private static final int HEAD_ROOM = "MEMLOG  :".length() + 20 + 20 + 2;

    private static final List<String> DEBUG_LEVELS = List.of(
            "debug_core", "debug_alloc", "debug_mutex", "debug_event", "debug_http", "debug_mail", "debug_stream");
    /** Of these our lines at debug are. */
    private static final List<String> DEBUG_OURS = List.of("debug_core", "debug_event", "debug_mail");

    /** Checks an access log's {@code syslog:…}. */
    public static void checkSyslog(String where, Cycle cycle) {
        syslog(where, cycle.touches());
    }

    /**
     * An access log's {@code syslog:…}, with the severity of its lines.
     *
     * @param resolve whether the server's name is asked for
     */
    public static LogSpec syslog(String where, boolean resolve) {
        return SyslogSpec.parse(where.substring("syslog:".length()), resolve);
    }

    private static LogSpec parse(Args args) {
        return new LogSpec(target(args), level(Types.WORDS.parse(args)));
    }

    private static Target target(Args args) {
        String where = args.get(1);
        if (args.printed(1).equals("stderr")) {
            Outputs.of(args.cycle()).addStderr();
            return new ToStderr();
        } else if (where.isEmpty()) {
            return new ToStderr(); // ngx_conf_open_file has no other file without a name
        } else if (where.startsWith("memory:")) {
            if (!args.cycle().debug()) {
                throw Complaint.here("nginx was built without debug support");
            }
            int least = HEAD_ROOM + args.origin().file().length() + Line.MAX;
            return new ToMemory(
                    size(where.substring("memory:".length()), least),
                    args.origin().toString());
        } else if (where.startsWith("syslog:")) {
            return syslog(where, args.cycle().touches()).target();
        }
        String file = args.cycle().underPrefix(where);
        Outputs.of(args.cycle()).add(file);
        return new ToFile(file);
    }

    private static Level level(List<String> all) {
        List<String> words = all.subList(1, all.size());
        if (words.isEmpty()) {
            return Level.ERROR;
        }
        Level level = null;
        boolean debugParts = false;
        boolean ours = false;
        for (String word : words) {
            Level named = named(Types.cString(word));
            if (named != null) {
                if (level != null || debugParts) {
                    throw Complaint.here("duplicate log level \"" + word + "\"");
                }
                level = named;
            } else if (DEBUG_LEVELS.contains(Types.cString(word)) && level == null) {
                debugParts = true;
                ours |= DEBUG_OURS.contains(Types.cString(word));
            } else {
                throw Complaint.here("invalid log level \"" + word + "\"");
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

    private static int size(String text, int least) {
        long size = Units.size(text);
        if (size < least || size > Integer.MAX_VALUE - HEAD_ROOM) {
            throw Complaint.here("invalid buffer size \"" + text + "\"");
        }
        return (int) size;
    }
}

package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Complaint;
import io.postern.directive.Type;
import io.postern.directive.Types;
import io.postern.directive.Units;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** nginx's usual kinds of values (ngx_conf_set_*_slot and http's and stream's own), by the reference table's names for them. */
final class Slots {
    private static final long LONGEST_LEVELS = 10;

    private Slots() {}

    /** The type of a slot; null for a directive with a function of its own. */
    static @Nullable Type<?> of(String slot) {
        int colon = slot.indexOf(':');
        String kind = colon < 0 ? slot : slot.substring(0, colon);
        String rest = colon < 0 ? "" : slot.substring(colon + 1);
        return switch (kind) {
            case "flag" -> Types.FLAG;
            case "msec" -> Types.MSEC;
            case "sec" -> Types.SEC;
            case "size" -> Types.SIZE;
            case "offset" -> Types.OFFSET;
            case "number" -> colon < 0 ? Types.NUMBER : bounded(rest);
            case "string" -> Types.STRING;
            case "enum" -> Types.oneOf(words(rest));
            case "bitmask" -> Types.bitmask(words(rest));
            case "string-list", "key-value" -> Types.lastWins(Types.WORDS);
            case "buffers" -> judged(Setter.once(Slots::buffers));
            case "path" -> judged(Setter.once(Slots::path));
            case "access" -> judged(Setter.once(Slots::access));
            case "complex" -> judged(Setter.once(args -> Script.compile(args, args.get(1))));
            case "complex-size" -> judged(Setter.once(Slots::complexSize));
            case "predicate" -> judged(Slots::predicates);
            case "types" -> judged(MimeTypes::slot);
            default -> null;
        };
    }

    /** A type that judges with a setter and keeps the words as value. */
    static Type<List<String>> judged(Setter setter) {
        return Types.lastWins(args -> {
            setter.set(args);
            return Types.WORDS.parse(args);
        });
    }

    private static Type<Long> bounded(String bounds) {
        int dash = bounds.indexOf('-', 1);
        return Types.number(Long.parseLong(bounds.substring(0, dash)), Long.parseLong(bounds.substring(dash + 1)));
    }

    private static Map<String, String> words(String list) {
        Map<String, String> words = new LinkedHashMap<>();
        for (String word : list.split("\\|", -1)) {
            // those of one name share a bit: one is a duplicate of another
            words.put(word.toLowerCase(Locale.ROOT), word.replaceFirst("=.*", ""));
        }
        return words;
    }

    private static void buffers(Args args) {
        long number = Units.number(args.get(1));
        long size = Units.size(args.get(2));
        if (number <= 0 || size <= 0) {
            throw Complaint.directive("invalid value");
        }
    }

    /** A folder with at most three levels of folders below it, whose names have ten characters in all. */
    private static void path(Args args) {
        long sum = 0;
        for (int i = 2; i <= args.count(); i++) {
            long level = Units.number(args.get(i));
            if (level <= 0) {
                throw Complaint.directive("invalid value");
            }
            sum += Math.min(level, LONGEST_LEVELS + 1);
        }
        if (sum > LONGEST_LEVELS) {
            throw Complaint.directive("invalid value");
        }
        Resources.of(args.cycle()).addPath(args, args.cycle().underPrefix(trimmed(args.get(1))), levels(args));
    }

    static List<String> levels(Args args) {
        return Types.WORDS.parse(args).subList(1, args.count());
    }

    /** A folder's name without the slash at its end. */
    static String trimmed(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static void access(Args args) {
        for (int i = 1; i <= args.count(); i++) {
            String word = args.get(i);
            int colon = word.indexOf(':');
            String who = colon < 0 ? "" : word.substring(0, colon);
            String what = colon < 0 ? "" : Types.cString(word.substring(colon + 1));
            if (!List.of("user", "group", "all").contains(who)
                    || !List.of("rw", "r").contains(what)) {
                throw Complaint.here("invalid value \"" + word + "\"");
            }
        }
    }

    private static void complexSize(Args args) {
        if (!Script.compile(args, args.get(1)) && Units.size(args.get(1)) < 0) {
            throw Complaint.directive("invalid value");
        }
    }

    private static void predicates(Args args) {
        for (int i = 1; i <= args.count(); i++) {
            Script.compile(args, args.get(i));
        }
    }
}

package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Complaint;
import io.postern.directive.Types;
import io.postern.directive.Units;
import io.postern.directive.Zones;
import java.util.ArrayList;
import java.util.List;

/** Caches of files, of open files and of certificates (ngx_http_file_cache.c and the setters that look like it). */
final class Caches {
    private static final long SMALLEST = 2 * 4096;

    /** The most characters that the levels of folders may have in a cached file's name, slashes included, over all "levels=" of a statement. */
    private static final int LONGEST_LEVELS = 12;

    private Caches() {}

    /** proxy_cache_path and its like. */
    static void path(Args args, String owner) {
        List<String> levels = new ArrayList<>();
        int length = 0;
        String name = "";
        long size = 0;
        for (int i = 2; i <= args.count(); i++) {
            String word = args.get(i);
            int equals = word.indexOf('=');
            String value = word.substring(equals + 1);
            switch (equals < 0 ? "" : word.substring(0, equals)) {
                case "levels" -> {
                    length += levels(value, word, levels);
                    refuseIf(length > LONGEST_LEVELS, "invalid \"levels\" \"" + word + '"');
                }
                case "use_temp_path" -> {
                    if (!args.printed(i).endsWith("=on") && !args.printed(i).endsWith("=off")) {
                        throw Complaint.here(
                                "invalid use_temp_path value \"" + word + "\", it must be \"on\" or \"off\"");
                    }
                }
                case "keys_zone" -> {
                    int colon = Types.cString(value).indexOf(':');
                    size = colon < 0 ? -1 : Units.size(value.substring(colon + 1));
                    refuseIf(size < 0, "invalid keys zone size \"" + word + '"');
                    refuseIf(size < SMALLEST, "keys zone \"" + word + "\" is too small");
                    name = value.substring(0, colon);
                }
                case "inactive" -> number(Units.seconds(value), "inactive", word);
                case "max_size" -> number(Units.offset(value), "max_size", word);
                case "min_free" -> number(Units.offset(value), "min_free", word);
                case "loader_files" -> number(Units.number(value), "loader_files", word);
                case "loader_sleep" -> number(Units.milliseconds(value), "loader_sleep", word);
                case "loader_threshold" -> number(Units.milliseconds(value), "loader_threshold", word);
                case "manager_files" -> number(Units.number(value), "manager_files", word);
                case "manager_sleep" -> number(Units.milliseconds(value), "manager_sleep", word);
                case "manager_threshold" -> number(Units.milliseconds(value), "manager_threshold", word);
                default -> throw Complaint.here("invalid parameter \"" + word + '"');
            }
        }
        refuseIf(name.isEmpty(), '"' + args.name() + "\" must have \"keys_zone\" parameter");
        String folder = args.cycle().underPrefix(Slots.trimmed(args.get(1)));
        Resources.of(args.cycle()).addOwnPath(args, folder, levels);
        Zones.Zone zone = Zones.of(args.cycle()).named(name, size, owner);
        refuseIf(zone.data() != null, "duplicate zone \"" + name + '"');
        zone.define(folder);
    }

    private static void number(long value, String what, String word) {
        refuseIf(value < 0, "invalid " + what + " value \"" + word + '"');
    }

    /** Sets the levels and returns how many characters they take; a later "levels=" keeps the levels that it does not name. */
    private static int levels(String text, String word, List<String> levels) {
        List<String> told = text.isEmpty() ? List.of() : List.of(text.split(":", -1));
        boolean right = told.size() <= 3 && told.stream().allMatch(l -> l.equals("1") || l.equals("2"));
        refuseIf(!right, "invalid \"levels\" \"" + word + '"');
        int length = 0;
        for (int i = 0; i < told.size(); i++) {
            if (i < levels.size()) {
                levels.set(i, told.get(i));
            } else {
                levels.add(told.get(i));
            }
            length += 1 + Integer.parseInt(told.get(i));
        }
        return length;
    }

    static void valid(Args args) {
        int last = args.count();
        refuseIf(Units.seconds(args.get(last)) < 0, "invalid time value \"" + args.get(last) + '"');
        for (int i = 1; i < last; i++) {
            long status = Units.number(args.get(i));
            boolean right = args.printed(i).equals("any") || (status >= 100 && status <= 599);
            refuseIf(!right, "invalid status \"" + args.get(i) + '"');
        }
    }

    /** open_file_cache. */
    static void openFiles(Args args) {
        limited(
                args,
                "invalid \"open_file_cache\" parameter",
                "\"open_file_cache\" must have the \"max\" parameter",
                "");
    }

    /** open_log_file_cache. */
    static void openLogs(Args args) {
        limited(
                args,
                "invalid \"open_log_file_cache\" parameter",
                "\"open_log_file_cache\" must have \"max\" parameter",
                "min_uses");
    }

    /** ssl_certificate_cache and its like. */
    static void certificates(Args args) {
        limited(args, "invalid parameter", '"' + args.name() + "\" must have the \"max\" parameter", "valid");
    }

    private static void limited(Args args, String invalid, String missing, String more) {
        long max = 0;
        boolean off = false;
        for (int i = 1; i <= args.count(); i++) {
            String word = args.get(i);
            boolean right;
            if (word.startsWith("max=")) {
                max = Units.number(word.substring(4));
                right = max > 0 || (max == 0 && more.equals("min_uses"));
            } else if (word.startsWith("inactive=")) {
                right = Units.seconds(word.substring(9)) >= 0;
            } else if (word.startsWith("valid=") && !more.isEmpty()) {
                right = Units.seconds(word.substring(6)) >= 0;
            } else if (word.startsWith("min_uses=") && more.equals("min_uses")) {
                right = Units.number(word.substring(9)) >= 0;
            } else {
                right = args.printed(i).equals("off");
                off |= right;
            }
            refuseIf(!right, invalid + " \"" + word + '"');
        }
        refuseIf(!off && max == 0, missing);
    }

    private static void refuseIf(boolean wrong, String words) {
        if (wrong) {
            throw Complaint.here(words);
        }
    }
}

package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Cycle;
import io.postern.directive.Types;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** charset, source_charset, charset_map (ngx_http_charset_filter_module). */
final class Charsets {
    /** The most bytes of one character. */
    private static final int LONGEST = 4;

    /** The character sets named, by lower case, as they were written first. */
    private final Map<String, String> names = new HashMap<>();

    private final Set<Set<String>> maps = new HashSet<>();

    private Charsets() {}

    private static Charsets of(Cycle cycle) {
        return cycle.memo(Charsets.class, Charsets::new);
    }

    private String add(String name) {
        String lower = Types.lower(name);
        names.putIfAbsent(lower, name);
        return lower;
    }

    static void map(Args args) {
        Charsets charsets = of(args.cycle());
        String from = charsets.add(args.get(1));
        String to = charsets.add(args.get(2));
        if (from.equals(to)) {
            throw Complaint.here(
                    "\"charset_map\" between the same charsets \"" + args.get(1) + "\" and \"" + args.get(2) + '"');
        }
        if (from.equals("utf-8")) {
            throw Complaint.here("\"charset_map\" with \"utf-8\" charset should be given in the second column");
        }
        if (!charsets.maps.add(Set.of(from, to))) {
            throw Complaint.here(
                    "duplicate \"charset_map\" between \"" + args.get(1) + "\" and \"" + args.get(2) + '"');
        }
        boolean utf8 = to.equals("utf-8");
        args.inner().lines(line -> line(line, utf8));
    }

    private static boolean line(Args line, boolean utf8) {
        if (line.count() != 1) {
            throw Complaint.here("invalid parameters number");
        }
        byteOf(line.get(0), line.get(0));
        String value = line.get(1);
        if (!utf8) {
            byteOf(value, value);
            return false;
        }
        if (value.length() / 2 > LONGEST - 1) {
            throw invalid(value);
        }
        byte[] bytes = new byte[(value.length() + 1) / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) byteOf(value.length() < 2 * i + 2 ? "" : value.substring(2 * i, 2 * i + 2), value);
        }
        if (!decodes(bytes)) {
            throw invalid(value);
        }
        return false;
    }

    /** Whether ngx_utf8_decode gives a character of two bytes at most; it is not meant for ASCII. */
    private static boolean decodes(byte[] bytes) {
        int first = bytes.length == 0 ? 0 : bytes[0] & 0xff;
        int more = first >= 0xe0 ? 2 : 1;
        if (first < 0xc2 || first >= 0xf0 || bytes.length - 1 < more) {
            return false;
        }
        int character = first & (more == 2 ? 0x0f : 0x1f);
        for (int i = 1; i <= more; i++) {
            if (bytes[i] >= 0) {
                return false;
            }
            character = character << 6 | (bytes[i] & 0x3f);
        }
        return character > (more == 2 ? 0x7ff : 0x7f);
    }

    private static int byteOf(String hex, String value) {
        int number = 0;
        if (hex.isEmpty()) {
            throw invalid(value);
        }
        for (int i = 0; i < hex.length(); i++) {
            char c = hex.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            number = number * 16 + digit;
            if (digit < 0 || number > 255) {
                throw invalid(value);
            }
        }
        return number;
    }

    private static Complaint invalid(String value) {
        return Complaint.here("invalid value \"" + value + '"');
    }

    static void charset(Args args) {
        Setter.refuseSecond(args);
        if (args.name().equals("charset") && args.printed(1).equals("off")) {
            return;
        }
        if (args.get(1).startsWith("$")) {
            Realm.of(args).variables().use(args.get(1).substring(1));
        } else {
            of(args.cycle()).add(args.get(1));
        }
    }

    /** Whether a map leads from each source_charset to the charset in force with it (the merge and postconfiguration). */
    static void check(Cycle cycle, List<Block> places) {
        Charsets charsets = of(cycle);
        Map<String, Set<String>> wanted = new LinkedHashMap<>();
        for (Block place : places) {
            // a source_charset may be called "off"
            String from = Types.cString(Numbers.word(place, "source_charset", "$"));
            String to = Types.cString(Numbers.word(place, "charset", "off"));
            boolean both = !to.equals("off") && !from.startsWith("$") && !to.startsWith("$");
            if (both && !from.equalsIgnoreCase(to)) {
                wanted.computeIfAbsent(Types.lower(from), f -> new LinkedHashSet<>())
                        .add(Types.lower(to));
            }
        }
        wanted.forEach((from, all) -> {
            for (String to : all) {
                if (!charsets.maps.contains(Set.of(from, to))) {
                    throw Complaint.plain("no \"charset_map\" between the charsets \"" + charsets.names.get(from)
                            + "\" and \"" + charsets.names.get(to) + '"');
                }
            }
        });
    }
}

package io.postern.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A package uses lower floors only, never a neighbour on its own floor; packages of one room make no circle; some rooms know no Netty. */
class FloorPlanTest {
    private static final Path ROOT = Path.of("src/main/java/io/postern");
    private static final Pattern IMPORT =
            Pattern.compile("^import (?:static )?(io\\.postern\\.(\\w+)|io\\.netty)\\.", Pattern.MULTILINE);
    private static final Pattern WHOLE_IMPORT =
            Pattern.compile("^import (?:static )?io\\.postern\\.([a-z.\\d]+)\\.[A-Z]", Pattern.MULTILINE);
    private static final Map<String, Integer> FLOORS = Map.ofEntries(
            Map.entry("cli", 12),
            Map.entry("process", 11),
            Map.entry("http", 10),
            Map.entry("proxy", 9),
            Map.entry("imap", 8),
            Map.entry("pop3", 8),
            Map.entry("smtp", 8),
            Map.entry("auth", 8),
            Map.entry("session", 7),
            Map.entry("carried", 6),
            Map.entry("sasl", 6),
            Map.entry("tls", 5),
            Map.entry("net", 4),
            Map.entry("dns", 4),
            Map.entry("log", 3),
            Map.entry("settings", 2),
            Map.entry("directive", 1),
            Map.entry("lang", 0));
    private static final Set<String> NO_NETTY =
            Set.of("lang", "directive", "settings", "log", "carried", "sasl", "imap", "pop3", "smtp");

    @Test
    void imports_pointDownOnly() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : sources()) {
            String room = ROOT.relativize(file).getName(0).toString();
            int floor = FLOORS.getOrDefault(room, -1);
            assertTrue(floor >= 0, () -> "a package without a floor: " + room);
            Matcher m = IMPORT.matcher(Files.readString(file));
            while (m.find()) {
                String other = m.group(2);
                if (other == null) {
                    if (NO_NETTY.contains(room)) {
                        wrong.add(file + " imports Netty");
                    }
                } else if (!other.equals(room) && FLOORS.getOrDefault(other, 99) >= floor) {
                    wrong.add(file + " (floor " + floor + ") imports " + other);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    /** Packages within a room: those that use nobody but what was taken away before are taken away, until none is left. */
    @Test
    void packagesOfARoom_makeNoCircle() throws IOException {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (Path file : sources()) {
            String own = ROOT.relativize(file.getParent()).toString().replace('/', '.');
            Set<String> used = uses.computeIfAbsent(own, name -> new TreeSet<>());
            Matcher m = WHOLE_IMPORT.matcher(Files.readString(file));
            while (m.find()) {
                if (!m.group(1).equals(own) && room(m.group(1)).equals(room(own))) {
                    used.add(m.group(1));
                }
            }
        }
        boolean taken = true;
        while (taken) {
            taken = uses.values().removeIf(Set::isEmpty);
            uses.values().forEach(used -> used.retainAll(uses.keySet()));
        }
        assertEquals(Map.of(), uses);
    }

    private static String room(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    @Test
    void everyPackage_saysWhatItAnswers() throws IOException {
        for (Path folder : sources().stream().map(Path::getParent).distinct().toList()) {
            Path inside = ROOT.relativize(folder);
            String floor = "loor " + FLOORS.get(inside.getName(0).toString()) + ".";
            String text = Files.readString(folder.resolve("package-info.java"));
            assertTrue(
                    text.contains(inside.getNameCount() == 1 ? "F" + floor : "f" + floor), inside + " says its floor");
            assertTrue(text.contains("@NullMarked"), inside + " is null-marked");
        }
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> all = Files.walk(ROOT)) {
            return all.filter(p -> p.toString().endsWith(".java")).toList();
        }
    }
}

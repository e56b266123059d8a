package io.postern.bench.contender;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The JDKs installed under /usr/lib/jvm. */
public final class Jdks {
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

    private Jdks() {}

    /** One home for each major version. */
    public static Map<Integer, Path> installed() {
        Map<Integer, Path> found = new TreeMap<>();
        try (Stream<Path> homes = Files.list(Path.of("/usr/lib/jvm"))) {
            for (Path home : (Iterable<Path>) homes.sorted()::iterator) {
                if (Files.isExecutable(home.resolve("bin/java")) && Files.isReadable(home.resolve("release"))) {
                    Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
                    if (version.find()) {
                        found.putIfAbsent(Integer.parseInt(version.group(1)), home);
                    }
                }
            }
        } catch (IOException none) {
            return found;
        }
        return found;
    }
}

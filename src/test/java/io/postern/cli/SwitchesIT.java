package io.postern.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Command lines beside the real nginx 1.31.5: status, both streams, and every file they leave. A sample of {@link CommandLines} by
 * -Dswitches.seed; -Dswitches.count takes more of them.
 */
class SwitchesIT {
    private static final String VERSION = "nginx/1.31.5";

    @TempDir
    Path folder;

    private String nginx = "";
    private Path site = Path.of("");

    /** What one run left behind. */
    private record Outcome(int status, String out, String err, Map<String, String> files) {
        @Override
        public String toString() {
            return "exit " + status + "\n--- out\n" + out + "--- err\n" + err + "--- files\n" + files;
        }
    }

    @BeforeEach
    void programs() throws Exception {
        assumeTrue(Files.exists(Path.of("target/postern.jar")), "target/postern.jar is not built");
        nginx = Run.nginx();
        assumeTrue(!nginx.isEmpty(), "no nginx is installed");
        String version = Run.of(folder, List.of(nginx, "-v")).err();
        assumeTrue(version.contains(VERSION), "compared with " + VERSION + " only, this is " + version);
        site = folder.resolve("site");
    }

    @Test
    void commandLines_endAsNginxs() throws Exception {
        long seed = Long.getLong("switches.seed", 1);
        List<List<String>> lines = new ArrayList<>(CommandLines.of(site));
        Collections.shuffle(lines, new Random(seed));
        for (List<String> line : lines.subList(0, Math.min(lines.size(), Integer.getInteger("switches.count", 100)))) {
            Outcome theirs = outcome(nginx, line);
            Outcome ours = outcome(Run.launcher(), line);
            assertEquals(theirs.toString(), ours.toString(), "seed " + seed + ", " + line);
        }
    }

    private Outcome outcome(String program, List<String> line) throws Exception {
        delete(site);
        CommandLines.prepare(site);
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(line);
        Run run = Run.of(site, command);
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(site)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(site.relativize(file).toString(), Run.plain(Files.readString(file, ISO_8859_1)));
            }
        }
        // what follows the version with -V tells how each was built
        String err = Run.plain(run.err()).replaceFirst("(?sm)^built .*?^configure arguments:[^\n]*\n", "");
        return new Outcome(run.status(), run.out(), err, files);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            List<Path> all;
            try (Stream<Path> walk = Files.walk(folder)) {
                all = new ArrayList<>(walk.toList());
            }
            Collections.reverse(all);
            for (Path path : all) {
                Files.delete(path);
            }
        }
    }
}

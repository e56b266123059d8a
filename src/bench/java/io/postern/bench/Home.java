package io.postern.bench;

import io.postern.bench.contender.Leftovers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folder that holds the programs' files while they are measured; it goes when the harness does. */
final class Home {
    private Home() {}

    static Path make() throws IOException {
        Path home = Files.createTempDirectory("postern-bench");
        // Dovecot's login processes run as a user of their own
        home.toFile().setExecutable(true, false);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            Leftovers.end();
            remove(home);
        }));
        return home;
    }

    private static void remove(Path home) {
        try (Stream<Path> all = Files.walk(home)) {
            List<Path> inside = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : inside) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            System.err.println("bench: " + home + " is left: " + e);
        }
    }
}

package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.side.Program.Running;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Rooms in which plans are played at the same time, each with parties and a door of its own in nginx and in Postern. */
final class Rooms {
    private static final int SHOWN = Integer.getInteger("side.shown", 5);

    private record Room(Stage stage, Door theirs, Door own, List<Plan> plans) {}

    private final List<Room> all = new ArrayList<>();

    /** Adds one, whose parties are those of the door. */
    void add(Stage stage, Door door, List<Plan> plans) {
        all.add(new Room(stage, door, door.at(door.place().another(), 0), plans));
    }

    /** Plays all but what versions of nginx differ in, and wants no difference; skipped by name without an nginx. Ends the parties. */
    void play(Path folder) throws Exception {
        play(folder, Program.postern(), true);
    }

    /** The same with nothing left out. */
    void playAll(Path folder) throws Exception {
        playAll(folder, Program.postern());
    }

    /** The same with another program for Postern; what it wrote is in {@code postern/logs} of the folder. */
    void playAll(Path folder, Program ours) throws Exception {
        play(folder, ours, false);
    }

    private void play(Path folder, Program ours, boolean leavesOut) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(all.size());
        try {
            Optional<Program> nginx = Program.nginx();
            assumeTrue(nginx.isPresent(), "no nginx with mail on the PATH or in POSTERN_NGINX");
            Program real = nginx.orElseThrow();
            Intended intended = Intended.between(real, ours);
            List<Door> theirs = all.stream().map(Room::theirs).toList();
            List<Door> own = all.stream().map(Room::own).toList();
            try (Running reference = Door.open(real, folder.resolve("nginx"), theirs);
                    Running postern = Door.open(ours, folder.resolve("postern"), own)) {
                List<Callable<List<String>>> played = new ArrayList<>();
                for (Room room : all) {
                    Duet duet = new Duet(
                            room.stage,
                            new Duet.Side(reference, room.theirs),
                            new Duet.Side(postern, room.own),
                            intended);
                    played.add(() -> differences(duet, room, leavesOut ? intended : null));
                }
                List<String> differences = new ArrayList<>();
                for (Future<List<String>> room : threads.invokeAll(played)) {
                    differences.addAll(room.get());
                }
                String shown = String.join("\n", differences.subList(0, Math.min(differences.size(), SHOWN)));
                assertEquals("0 differences ", differences.size() + " differences " + shown, "from " + real.name());
            }
        } finally {
            threads.shutdownNow();
            for (Room room : all) {
                room.stage.close();
            }
        }
    }

    private static List<String> differences(Duet duet, Room room, @Nullable Intended intended) throws IOException {
        List<String> differences = new ArrayList<>();
        for (Plan plan : room.plans) {
            if (differences.size() >= SHOWN) {
                // each is played again and again, slowly: a door whose every session differs would take very long
                break;
            }
            String difference = intended != null && intended.covers(room.theirs, plan) ? "" : duet.difference(plan);
            if (!difference.isEmpty()) {
                differences.add(room.theirs.name() + " " + room.theirs.extra() + "\n" + plan + difference);
            }
        }
        return differences;
    }
}

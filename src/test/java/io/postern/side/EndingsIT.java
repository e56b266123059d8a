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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every way in which a session may end too early ({@link EndingPlans}), played with nginx and with Postern: what each party heard, whether
 * its connection ended or was reset, and the log.
 */
class EndingsIT {
    private static final int SHOWN = Integer.getInteger("side.shown", 5);

    private record Room(Stage stage, Door theirs, Door own, List<Plan> plans) {}

    @Test
    void everyEnding_isThatOfNginx(@TempDir Path folder) throws Exception {
        Optional<Program> nginx = Program.nginx();
        assumeTrue(nginx.isPresent(), "no nginx with mail on the PATH or in POSTERN_NGINX");
        Program real = nginx.orElseThrow();
        Program ours = Program.postern();
        List<Room> rooms = new ArrayList<>();
        for (String protocol : List.of("imap", "pop3", "smtp")) {
            for (EndingPlans.Kind kind : EndingPlans.Kind.values()) {
                rooms.addAll(rooms(protocol, kind));
            }
        }
        ExecutorService threads = Executors.newFixedThreadPool(rooms.size());
        try (Running reference = Door.open(
                        real,
                        folder.resolve("nginx"),
                        rooms.stream().map(Room::theirs).toList());
                Running postern = Door.open(
                        ours,
                        folder.resolve("postern"),
                        rooms.stream().map(Room::own).toList())) {
            Intended intended = Intended.between(real, ours);
            List<Callable<List<String>>> played = new ArrayList<>();
            for (Room room : rooms) {
                Duet duet = new Duet(
                        room.stage, new Duet.Side(reference, room.theirs), new Duet.Side(postern, room.own), intended);
                played.add(() -> differences(duet, room, intended));
            }
            List<String> all = new ArrayList<>();
            for (Future<List<String>> room : threads.invokeAll(played)) {
                all.addAll(room.get());
            }
            String shown = String.join("\n", all.subList(0, Math.min(all.size(), SHOWN)));
            assertEquals("0 differences ", all.size() + " differences " + shown, "from " + real.name());
        } finally {
            threads.shutdownNow();
            for (Room room : rooms) {
                room.stage.close();
            }
        }
    }

    /** As many doors of that kind as share its endings between them, each with its own parties. */
    private static List<Room> rooms(String protocol, EndingPlans.Kind kind) throws IOException {
        List<Plan> plans = new EndingPlans(protocol, kind).all();
        List<Room> rooms = new ArrayList<>();
        int doors = Math.min(kind.doors(), plans.size());
        for (int i = 0; i < doors; i++) {
            Stage stage = new Stage();
            List<String> extra = kind.directives(protocol, stage);
            if (i % 2 == 1) {
                extra.add("proxy_pass_error_message on;");
            }
            Door door = new Door(
                    protocol + "-" + kind + i,
                    protocol,
                    Place.port(Ports.free()),
                    stage.authPort(),
                    kind == EndingPlans.Kind.TLS ? Security.TLS : Security.NONE,
                    kind == EndingPlans.Kind.PROXIED ? "proxy_protocol" : "",
                    extra);
            List<Plan> mine = new ArrayList<>();
            for (int j = i; j < plans.size(); j += doors) {
                mine.add(plans.get(j));
            }
            rooms.add(new Room(stage, door, door.at(Place.port(Ports.free()), 0), mine));
        }
        return rooms;
    }

    private static List<String> differences(Duet duet, Room room, Intended intended) throws IOException {
        List<String> differences = new ArrayList<>();
        for (Plan plan : room.plans) {
            String difference = intended.covers(room.theirs, plan) ? "" : duet.difference(plan);
            if (!difference.isEmpty()) {
                differences.add(room.theirs.name() + " " + room.theirs.extra() + "\n" + plan + difference);
            }
        }
        return differences;
    }
}

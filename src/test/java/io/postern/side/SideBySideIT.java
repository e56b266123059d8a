package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.dns.FakeNameServer;
import io.postern.net.Transport;
import io.postern.side.Program.Running;
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
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Generated sessions, through nginx and through Postern with the same configuration, cannot be told apart: neither by the client,
 * the auth server, the back end, nor in the log.
 *
 * <p>{@code -Dside.seed} and {@code -Dside.sessions} choose which and how many; {@code -Dside.other} another program than Postern.
 * {@code -Dside.room} and {@code -Dside.only} play one session of one door again and again.
 */
class SideBySideIT {
    /** A version of nginx that has {@code proxy_protocol v2} in mail{}. */
    private static final String BINARY_HEADER = "1.31.5";

    private static final int DOORS = 32;
    private static final int THREADS = 32;
    /** How many sessions are played in the time of two in TLS, where silence must last longer. */
    private static final int QUICK = 5;

    private static final int SHOWN = Integer.getInteger("side.shown", 3);
    private static final long SEED = Long.getLong("side.seed", 20261123);
    private static final int ROOM = Integer.getInteger("side.room", -1);
    private static final int SESSIONS = Integer.getInteger("side.sessions", 480);

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void generatedSessions_cannotBeToldApart(@TempDir Path folder) throws Exception {
        play(folder, SESSIONS, "");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void generatedSessionsByTheRing_cannotBeToldApart(@TempDir Path folder) throws Exception {
        Transport.withoutRing().ifPresent(why -> assumeTrue(false, "use io_uring: " + why));
        play(folder, SESSIONS / 4, "use io_uring; ");
    }

    private static void play(Path folder, int sessions, String events) throws Exception {
        Optional<Program> nginx = Program.nginx();
        assumeTrue(nginx.isPresent(), "no nginx with mail on the PATH or in POSTERN_NGINX");
        Program real = nginx.orElseThrow();
        String other = System.getProperty("side.other", "");
        Program ours =
                other.isEmpty() ? Program.postern() : Program.nginx(other).orElseThrow();

        Dice dice = new Dice(SEED);
        DoorDice doorDice = new DoorDice(dice, real.isAtLeast(BINARY_HEADER) && ours.isAtLeast(BINARY_HEADER));
        List<Stage> stages = new ArrayList<>();
        List<Door> theirs = new ArrayList<>();
        List<Door> own = new ArrayList<>();
        for (int i = 0; i < DOORS; i++) {
            Stage stage = new Stage();
            stages.add(stage);
            String kind = doorDice.place();
            Door door = doorDice.door(i, place(kind, folder.resolve("n" + i)), stage);
            theirs.add(door);
            own.add(door.at(place(kind, folder.resolve("p" + i)), Ports.free()));
        }
        try (Running reference = Door.open(real, folder.resolve("nginx"), theirs);
                Running postern = Door.open(ours, folder.resolve("postern"), own, events)) {
            List<Callable<List<String>>> rooms = new ArrayList<>();
            int shares = theirs.stream().mapToInt(SideBySideIT::shares).sum();
            for (int i = 0; i < DOORS; i++) {
                Duet duet = new Duet(
                        stages.get(i),
                        new Duet.Side(reference, theirs.get(i)),
                        new Duet.Side(postern, own.get(i)),
                        Intended.between(real, ours));
                long seed = SEED * 1000 + i;
                if (ROOM < 0 || ROOM == i) {
                    int some = Math.max(1, Math.round(sessions * shares(theirs.get(i)) / (float) shares));
                    rooms.add(() -> duet.play(seed, some));
                }
            }
            assertEquals("", run(rooms, sessions), "differences from " + real.name());
        } finally {
            for (Stage stage : stages) {
                stage.close();
            }
            for (FakeNameServer server : doorDice.nameServers()) {
                server.close();
            }
        }
    }

    private static int shares(Door door) {
        return door.security() == Security.NONE ? QUICK : 2;
    }

    private static Place place(String kind, Path socket) {
        return switch (kind) {
            case "ipv6" -> Place.port6(Ports.free());
            case "unix" -> Place.unix(socket);
            default -> Place.port(Ports.free());
        };
    }

    private static String run(List<Callable<List<String>>> rooms, int sessions) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<String> differences = new ArrayList<>();
            for (Future<List<String>> room : threads.invokeAll(rooms)) {
                differences.addAll(room.get());
            }
            return differences.isEmpty()
                    ? ""
                    : differences.size() + " of " + sessions + "\n"
                            + String.join("\n", differences.subList(0, Math.min(SHOWN, differences.size())));
        } finally {
            threads.shutdownNow();
        }
    }
}

package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.side.Plan.End;
import io.postern.side.Plan.Move;
import io.postern.side.Plan.Reply;
import io.postern.side.Program.Running;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What arrives in one piece with something else is met when nginx meets it: a command right behind the handshake, a goodbye of TLS
 * right behind a command, a reset behind what lay there.
 */
class OneFlightIT {
    private static final Map<String, List<String>> COMMANDS = Map.of(
            "imap", List.of("a NOOP\r\n", "b CAPABILITY\r\n", "s STARTTLS\r\n"),
            "pop3", List.of("NOOP\r\n", "CAPA\r\n", "STLS\r\n"),
            "smtp", List.of("NOOP\r\n", "EHLO x\r\n", "STARTTLS\r\n"));

    @Test
    void whatComesInOnePiece_isMetAsNginxMeetsIt(@TempDir Path folder) throws Exception {
        Optional<Program> nginx = Program.nginx();
        assumeTrue(nginx.isPresent(), "no nginx with mail on the PATH or in POSTERN_NGINX");
        Program real = nginx.orElseThrow();
        Program ours = Program.postern();
        List<Stage> stages = new ArrayList<>();
        List<Door> theirs = new ArrayList<>();
        List<Door> own = new ArrayList<>();
        for (String protocol : List.of("imap", "pop3", "smtp")) {
            for (Security security : Security.values()) {
                Stage stage = new Stage();
                stages.add(stage);
                Door door = new Door(
                        protocol + security,
                        protocol,
                        Place.port(Ports.free()),
                        stage.authPort(),
                        security,
                        security == Security.NONE ? "proxy_protocol" : "",
                        List.of());
                theirs.add(door);
                own.add(door.at(Place.port(Ports.free()), Ports.free()));
            }
        }
        ExecutorService threads = Executors.newFixedThreadPool(stages.size());
        try (Running reference = Door.open(real, folder.resolve("nginx"), theirs);
                Running postern = Door.open(ours, folder.resolve("postern"), own)) {
            List<Callable<String>> rooms = new ArrayList<>();
            for (int i = 0; i < stages.size(); i++) {
                Door door = theirs.get(i);
                Duet duet = new Duet(
                        stages.get(i),
                        new Duet.Side(reference, door),
                        new Duet.Side(postern, own.get(i)),
                        Intended.between(real, ours));
                rooms.add(() -> differences(duet, door));
            }
            StringBuilder differences = new StringBuilder();
            for (Future<String> room : threads.invokeAll(rooms)) {
                differences.append(room.get());
            }
            assertEquals("", differences.toString(), "differences from " + real.name());
        } finally {
            threads.shutdownNow();
            for (Stage stage : stages) {
                stage.close();
            }
        }
    }

    private static String differences(Duet duet, Door door) throws IOException {
        StringBuilder differences = new StringBuilder();
        for (Plan plan : plans(door)) {
            String difference = duet.difference(plan);
            differences.append(difference.isEmpty() ? "" : door.name() + "\n" + plan + difference);
        }
        return differences.toString();
    }

    private static List<Plan> plans(Door door) {
        List<String> commands = COMMANDS.getOrDefault(door.protocol(), List.of());
        String one = commands.get(0);
        String other = commands.get(1);
        if (door.security() == Security.NONE) {
            String header = "PROXY TCP4 192.0.2.1 192.0.2.2 1111 143\r\n";
            return List.of(
                    plan(new Move.Send(header + one), new Move.Send(other), new Move.Leave(End.CLOSE)),
                    plan(new Move.Send(header + one + other), new Move.Leave(End.RESET)));
        }
        List<Plan> plans = new ArrayList<>();
        for (String behind : List.of(one + other, one.substring(0, 3))) {
            plans.add(secured(door, commands, behind, new Move.Send(other), new Move.Leave(End.CLOSE)));
        }
        plans.add(secured(door, commands, one, new Move.Farewell(""), new Move.Leave(End.CUT)));
        plans.add(secured(door, commands, "", new Move.Farewell(one), new Move.Leave(End.CUT)));
        plans.add(secured(door, commands, "", new Move.Farewell(one), new Move.Raw("x"), new Move.Leave(End.STAY)));
        return plans;
    }

    private static Plan secured(Door door, List<String> commands, String behind, Move... moves) {
        List<Move> all = new ArrayList<>();
        if (door.security() == Security.STARTTLS) {
            all.add(new Move.Send(commands.get(2)));
        }
        all.add(new Move.Secure("TLSv1.3", behind));
        all.addAll(List.of(moves));
        return plan(all.toArray(Move[]::new));
    }

    private static Plan plan(Move... moves) {
        return new Plan(List.of(moves), List.<Reply>of(), List.of(), List.of());
    }
}

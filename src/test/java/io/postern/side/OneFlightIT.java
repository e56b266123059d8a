package io.postern.side;

import io.postern.side.Plan.End;
import io.postern.side.Plan.Move;
import io.postern.side.Plan.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        Rooms rooms = new Rooms();
        for (String protocol : List.of("imap", "pop3", "smtp")) {
            for (Security security : Security.values()) {
                Stage stage = new Stage();
                Door door = new Door(
                        protocol + security,
                        protocol,
                        Place.port(Ports.free()),
                        stage.authPort(),
                        security,
                        security == Security.NONE ? "proxy_protocol" : "",
                        List.of());
                rooms.add(stage, door, plans(door));
            }
        }
        rooms.playAll(folder);
    }

    /** What is left unread makes a reset of the end: with a unix socket only where the kernel still has it. */
    @Test
    void whatIsLeftOnUnixSockets_resetsThem(@TempDir Path folder) throws Exception {
        Rooms rooms = new Rooms();
        for (String protocol : List.of("imap", "pop3", "smtp")) {
            Stage stage = new Stage();
            Door door = new Door(
                    protocol,
                    protocol,
                    Place.unix(folder.resolve(protocol)),
                    stage.authPort(),
                    Security.NONE,
                    "proxy_protocol",
                    List.of("timeout 1500ms;"));
            String one = COMMANDS.getOrDefault(protocol, List.of()).get(0);
            List<Plan> plans = new ArrayList<>();
            for (String header : List.of("", "\r\n", "PROX", "PROXY TCP4 :g 192.0.2.2 1 2\r\n", one)) {
                plans.add(plan(new Move.Send(header), new Move.Leave(End.CLOSE)));
            }
            String header = "PROXY TCP4 192.0.2.1 192.0.2.2 1111 143\r\n";
            for (String behind : List.of("", one, one + one, "x".repeat(4100), one + "x".repeat(9000))) {
                plans.add(plan(new Move.Send(header + behind), new Move.Send(one), new Move.Leave(End.HALF)));
            }
            plans.add(plan(new Move.Send(header + one), new Move.Rest(2200), new Move.Leave(End.CLOSE)));
            rooms.add(stage, door, plans);
        }
        rooms.playAll(folder);
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
        for (int length : List.of(200, 4095, 4096, 4097, 16_383, 16_600, 40_000)) {
            // who closes at once may be gone before all is said
            plans.add(secured(door, commands, "x".repeat(length), new Move.Leave(End.HALF)));
            plans.add(secured(door, commands, "x".repeat(length), new Move.Send("y"), new Move.Leave(End.HALF)));
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

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
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client sends what is no record of TLS: before, while and after it logs in, and while it is talked to. Each is played with nginx and
 * with Postern.
 */
class GarbageIT {
    private static final List<String> PROTOCOLS = List.of("imap", "pop3", "smtp");
    private static final int SHOWN = Integer.getInteger("side.shown", 5);
    /** No record, one that nobody has encrypted, the beginning of one. */
    private static final List<String> GARBAGE =
            List.of("NOOP\r\n", "\u0017\u0003\u0003\0\u0005hello", "x", "\u0017\u0003\u0003\0\u0005he");

    private static final String GOOD =
            "HTTP/1.0 200 OK\r\nAuth-Status: OK\r\nAuth-Server: 127.0.0.1\r\nAuth-Port: PORT\r\nAuth-Pass: p\r\n\r\n";

    private record Room(Stage stage, Door theirs, Door own, List<Plan> plans) {}

    @Test
    void noRecord_isMetWhereNginxMeetsIt(@TempDir Path folder) throws Exception {
        Optional<Program> nginx = Program.nginx();
        assumeTrue(nginx.isPresent(), "no nginx with mail on the PATH or in POSTERN_NGINX");
        Program real = nginx.orElseThrow();
        Program ours = Program.postern();
        List<Room> rooms = new ArrayList<>();
        for (String protocol : PROTOCOLS) {
            List<Plan> plans = plans(protocol);
            int doors = protocol.equals("imap") ? 16 : 4;
            for (int i = 0; i < doors; i++) {
                Stage stage = new Stage();
                Door door = new Door(
                        protocol + i,
                        protocol,
                        Place.port(Ports.free()),
                        stage.authPort(),
                        Security.TLS,
                        "",
                        List.of());
                List<Plan> mine = new ArrayList<>();
                for (int j = i; j < plans.size(); j += doors) {
                    mine.add(plans.get(j));
                }
                rooms.add(new Room(stage, door, door.at(Place.port(Ports.free()), 0), mine));
            }
        }
        ExecutorService threads = Executors.newFixedThreadPool(rooms.size());
        try (Running reference = start(
                        real,
                        folder.resolve("nginx"),
                        rooms.stream().map(Room::theirs).toList());
                Running postern = start(
                        ours,
                        folder.resolve("postern"),
                        rooms.stream().map(Room::own).toList())) {
            Intended intended = Intended.between(real, ours);
            List<Callable<List<Callable<String>>>> played = new ArrayList<>();
            for (Room room : rooms) {
                Duet duet = new Duet(
                        room.stage, new Duet.Side(reference, room.theirs), new Duet.Side(postern, room.own), intended);
                played.add(() -> doubtful(duet, room, intended));
            }
            List<String> all = new ArrayList<>();
            for (Future<List<Callable<String>>> room : threads.invokeAll(played)) {
                for (Callable<String> again : room.get()) {
                    String difference = again.call();
                    if (!difference.isEmpty()) {
                        all.add(difference);
                    }
                }
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

    private static Running start(Program program, Path folder, List<Door> doors) throws IOException {
        Certificate.write(folder);
        return program.startAt(
                folder,
                Door.configuration(doors),
                doors.stream().map(door -> door.place().address()).toList());
    }

    /** What seems to differ while so many play at once; each is to be played again alone. */
    private static List<Callable<String>> doubtful(Duet duet, Room room, Intended intended) throws IOException {
        List<Callable<String>> doubtful = new ArrayList<>();
        for (Plan plan : room.plans) {
            if (!intended.covers(room.theirs, plan) && !duet.difference(plan).isEmpty()) {
                doubtful.add(() -> {
                    String difference = duet.difference(plan);
                    return difference.isEmpty() ? "" : room.theirs.name() + "\n" + plan + difference;
                });
            }
        }
        return doubtful;
    }

    private static List<Plan> plans(String protocol) {
        List<Plan> plans = new ArrayList<>();
        for (String version : protocol.equals("pop3") ? List.of("TLSv1.2") : List.of("TLSv1.3")) {
            Move secure = new Move.Secure(version);
            for (String garbage : protocol.equals("imap") ? GARBAGE : GARBAGE.subList(1, 2)) {
                Move raw = new Move.Raw(garbage);
                Move leave = new Move.Leave(End.CLOSE);
                plans.add(plan(List.of(secure, raw, leave), said("no"), List.of(), List.of()));
                plans.add(plan(List.of(secure, new Move.Send("half a"), raw, leave), said("no"), List.of(), List.of()));
                for (String behind : List.of("", "more\r\n")) {
                    List<Move> moves = List.of(secure, login(protocol, behind), raw, leave);
                    for (String answer : List.of(
                            GOOD.replace("PORT", "${back}"),
                            GOOD.replace("PORT", "${refusing}"),
                            "HTTP/1.0 200 OK\r\nAuth-Status: no\r\n\r\n",
                            "HTTP/1.0 200 OK\r\nAuth-Status: no\r\nAuth-Wait: 1\r\n\r\n")) {
                        plans.add(plan(moves, late(answer, 1), welcome(protocol, -1), List.of()));
                    }
                    List<Reply> good = said(GOOD.replace("PORT", "${back}"));
                    int last = welcome(protocol, -1).size() - 1;
                    plans.add(plan(moves, good, welcome(protocol, 0), List.of()));
                    plans.add(plan(moves, good, welcome(protocol, last), List.of()));
                    plans.add(plan(moves, good, welcome(protocol, -1), List.of()));
                    plans.add(plan(
                            List.of(secure, login(protocol, behind), new Move.Send("go\r\n"), raw, leave),
                            good,
                            welcome(protocol, -1),
                            late("words\r\n", 1)));
                }
            }
        }
        return plans;
    }

    private static Plan plan(List<Move> moves, List<Reply> auth, List<Reply> login, List<Reply> relay) {
        return new Plan(moves, auth, login, relay);
    }

    private static List<Reply> said(String text) {
        return late(text, 0);
    }

    private static List<Reply> late(String text, int by) {
        return List.of(new Reply(List.of(text), End.STAY, by));
    }

    /** @param late which of the replies comes after the client's next move */
    private static List<Reply> welcome(String protocol, int late) {
        List<String> lines =
                switch (protocol) {
                    case "imap" -> List.of("* OK ready\r\n", "+ OK\r\n", "+ OK\r\n", "a OK in\r\n");
                    case "pop3" -> List.of("+OK ready\r\n", "+OK\r\n", "+OK in\r\n");
                    default -> List.of("220 ready\r\n", "250 XCLIENT\r\n", "220 xclient\r\n", "250 hello\r\n");
                };
        List<Reply> replies = new ArrayList<>();
        for (String line : lines) {
            replies.addAll(late(line, replies.size() == late ? 1 : 0));
        }
        return replies;
    }

    private static Move login(String protocol, String behind) {
        String bytes =
                switch (protocol) {
                    case "imap" -> "a LOGIN joe secret\r\n";
                    case "pop3" -> "USER joe\r\nPASS secret\r\n";
                    default -> "EHLO x\r\nAUTH PLAIN AGpvZQBzZWNyZXQ=\r\n";
                };
        return new Move.Send(bytes + behind);
    }
}

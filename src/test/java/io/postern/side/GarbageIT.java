package io.postern.side;

import io.postern.side.Plan.End;
import io.postern.side.Plan.Move;
import io.postern.side.Plan.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client sends what is no record of TLS: before, while and after it logs in, and while it is talked to. Each is played with nginx and
 * with Postern.
 */
class GarbageIT {
    private static final List<String> PROTOCOLS = List.of("imap", "pop3", "smtp");
    /** No record, one that nobody has encrypted, the beginning of one. */
    private static final List<String> GARBAGE =
            List.of("NOOP\r\n", "\u0017\u0003\u0003\0\u0005hello", "x", "\u0017\u0003\u0003\0\u0005he");

    private static final String GOOD =
            "HTTP/1.0 200 OK\r\nAuth-Status: OK\r\nAuth-Server: 127.0.0.1\r\nAuth-Port: PORT\r\nAuth-Pass: p\r\n\r\n";

    @Test
    void noRecord_isMetWhereNginxMeetsIt(@TempDir Path folder) throws Exception {
        Rooms rooms = new Rooms();
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
                rooms.add(stage, door, mine);
            }
        }
        rooms.play(folder);
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

package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.side.Plan.End;
import io.postern.side.Plan.Move;
import io.postern.side.Plan.Reply;
import io.postern.side.Program.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Words and the end behind them that reach the proxy in one moment, for it stood still meanwhile: from the client, from the back end, from
 * both. Whether something fills a buffer to its last byte, and what a client has sent behind its login, matters here. Each is played with
 * nginx and with Postern.
 */
class AtOnceIT {
    private static final List<String> PROTOCOLS = List.of("imap", "pop3", "smtp");
    /** Of each protocol's plans, so that they do not wait for one another. */
    private static final int PARTS = 2;

    private static final int CLIENT_BUFFER = 128;
    private static final int PROXY_BUFFER = 96;
    private static final List<End> ENDS = List.of(End.CLOSE, End.HALF, End.RESET);
    private static final Move STOP = new Move.Freeze(true);
    private static final Move GO = new Move.Freeze(false);
    private static final String BAD = "HTTP/1.0 200 OK\r\nAuth-Status: no\r\nAuth-Wait: 0\r\n\r\n";
    private static final String GOOD =
            "HTTP/1.0 200 OK\r\nAuth-Status: OK\r\nAuth-Server: 127.0.0.1\r\nAuth-Port: ${back}\r\nAuth-Pass: p\r\n\r\n";
    private static final Reply AUTH = new Reply(List.of(GOOD), End.STAY, 0);

    @Test
    void wordsAndTheEnd_inOneMoment(@TempDir Path folder) throws Exception {
        play(folder, Security.NONE);
    }

    /** What does not fit into a client's buffer goes on in parts, and the back end may have gone, or said its last, between two of them. */
    @Test
    void wordsInTls_andTheEndOfTheBackend(@TempDir Path folder) throws Exception {
        play(folder, Security.TLS);
    }

    private static void play(Path folder, Security security) throws Exception {
        Optional<Program> nginx = Program.nginx();
        assumeTrue(nginx.isPresent(), "no nginx with mail on the PATH or in POSTERN_NGINX");
        assumeTrue(Files.isDirectory(Path.of("/proc/self/task")), "no /proc to see in whether a program stands still");
        Program real = nginx.orElseThrow();
        Program ours = Program.postern();
        ExecutorService threads = Executors.newFixedThreadPool(PROTOCOLS.size() * PARTS);
        try {
            List<Callable<String>> played = new ArrayList<>();
            for (String protocol : PROTOCOLS) {
                List<Plan> all = security == Security.TLS ? secured(protocol) : plans(protocol);
                for (int i = 0; i < PARTS; i++) {
                    // each has programs of its own to stop
                    Path place = Files.createDirectory(folder.resolve(protocol + i));
                    List<Plan> mine = new ArrayList<>();
                    for (int j = i; j < all.size(); j += PARTS) {
                        mine.add(all.get(j));
                    }
                    played.add(() -> differences(protocol, security, mine, real, ours, place));
                }
            }
            StringBuilder all = new StringBuilder();
            for (Future<String> protocol : threads.invokeAll(played)) {
                all.append(protocol.get());
            }
            assertEquals("", all.toString(), "differences from " + real.name());
        } finally {
            threads.shutdownNow();
        }
    }

    private static String differences(
            String protocol, Security security, List<Plan> plans, Program real, Program ours, Path folder)
            throws IOException {
        StringBuilder differences = new StringBuilder();
        try (Stage stage = new Stage()) {
            List<String> extra = new ArrayList<>(List.of("proxy_buffer " + PROXY_BUFFER + ";"));
            if (!protocol.equals("pop3")) {
                extra.add(protocol + "_client_buffer " + CLIENT_BUFFER + ";");
            }
            Door theirs = new Door(protocol, protocol, Place.port(Ports.free()), stage.authPort(), security, "", extra);
            Door own = theirs.at(Place.port(Ports.free()), 0);
            try (Running reference = Door.open(real, folder.resolve("nginx"), List.of(theirs));
                    Running postern = Door.open(ours, folder.resolve("postern"), List.of(own))) {
                Intended intended = Intended.between(real, ours);
                Duet duet = new Duet(stage, new Duet.Side(reference, theirs), new Duet.Side(postern, own), intended);
                for (Plan plan : plans) {
                    String difference = intended.covers(theirs, plan) ? "" : duet.difference(plan);
                    differences.append(difference.isEmpty() ? "" : protocol + "\n" + plan + difference);
                }
            }
        }
        return differences.toString();
    }

    private static List<Plan> secured(String protocol) {
        List<Plan> plans = new ArrayList<>();
        List<Reply> welcome = replies(protocol).stream().map(AtOnceIT::said).toList();
        for (int size : List.of(CLIENT_BUFFER, CLIENT_BUFFER + 1, 2 * CLIENT_BUFFER, 3 * CLIENT_BUFFER)) {
            for (End end : ENDS) {
                plans.add(plan(
                        List.of(
                                new Move.Secure("TLSv1.3"),
                                login(protocol, ""),
                                new Move.Send("go\r\n"),
                                STOP,
                                new Move.Send("x".repeat(size)),
                                GO),
                        welcome,
                        List.of(new Reply(List.of(), end, 2))));
            }
        }
        // a transfer that is bulk by now, to a client that has gone: what nginx leaves unread there makes a reset
        plans.add(plan(
                List.of(
                        new Move.Secure("TLSv1.3"),
                        login(protocol, ""),
                        new Move.Send("go\r\n"),
                        new Move.Send("go\r\n"),
                        STOP,
                        new Move.Leave(End.RESET),
                        GO),
                welcome,
                List.of(
                        said("x".repeat(5 * PROXY_BUFFER)),
                        new Reply(List.of("y".repeat(10 * PROXY_BUFFER)), End.STAY, 1))));
        return plans;
    }

    private static List<Plan> plans(String protocol) {
        List<Plan> plans = new ArrayList<>();
        List<Reply> welcome = replies(protocol).stream().map(AtOnceIT::said).toList();
        for (int size : List.of(10, PROXY_BUFFER)) {
            // the whole welcome at once, each reply of so many bytes; later, what makes the proxy read on
            String all =
                    replies(protocol).stream().map(line -> padded(line, size)).collect(Collectors.joining());
            for (End end : List.of(End.STAY, End.CLOSE, End.HALF, End.RESET)) {
                plans.add(plan(
                        List.of(login(protocol, ""), STOP, GO), List.of(new Reply(List.of(all), end, 1)), List.of()));
            }
            plans.add(plan(
                    List.of(login(protocol, ""), STOP, GO, new Move.Rest(1)),
                    List.of(new Reply(List.of(all), End.STAY, 1), new Reply(List.of("x y\r\n"), End.STAY, 1)),
                    List.of()));
        }
        for (End end : ENDS) {
            for (int step = 0; step < welcome.size(); step++) {
                for (String behind : List.of("", "more\r\n")) {
                    List<Reply> login = new ArrayList<>(welcome.subList(0, step));
                    login.add(new Reply(List.of(replies(protocol).get(step)), end, 1));
                    plans.add(plan(List.of(login(protocol, behind), STOP, GO), login, List.of()));
                }
            }
            for (int size : around(PROXY_BUFFER)) {
                Reply last = new Reply(List.of("x".repeat(size)), end, 1);
                plans.add(
                        plan(List.of(login(protocol, ""), new Move.Send("go\r\n"), STOP, GO), welcome, List.of(last)));
                Reply later = new Reply(List.of("x".repeat(size)), end, 2);
                plans.add(plan(
                        List.of(login(protocol, ""), new Move.Send("go\r\n"), STOP, new Move.Send("y\r\n"), GO),
                        welcome,
                        List.of(later)));
                // what the client says behind the end is not read any more: the back end's last words arrive all the
                // same
                plans.add(plan(
                        List.of(login(protocol, ""), new Move.Send("go\r\n"), STOP, new Move.Send("y\r\n"), GO),
                        welcome,
                        List.of(last)));
            }
            for (int size : around(CLIENT_BUFFER)) {
                plans.add(plan(
                        List.of(login(protocol, ""), STOP, new Move.Send("x".repeat(size)), new Move.Leave(end), GO),
                        welcome,
                        List.of()));
            }
            // what the back end says meanwhile is not read any more: the client's last words arrive all the same
            plans.add(plan(
                    List.of(
                            login(protocol, ""),
                            new Move.Send("go\r\n"),
                            STOP,
                            new Move.Send("x"),
                            new Move.Leave(end),
                            GO),
                    welcome,
                    List.of(new Reply(List.of("* y\r\n"), End.STAY, 3))));
            plans.add(plan(List.of(STOP, login(protocol, ""), new Move.Leave(end), GO), welcome, List.of()));
            plans.add(plan(List.of(STOP, login(protocol, "more\r\n"), new Move.Leave(end), GO), welcome, List.of()));
            plans.addAll(commands(protocol, end));
            for (String reply : List.of(
                    "",
                    "HTT",
                    "HTTP/1.0 200 OK\r\nAuth-St",
                    "HTTP/1.0 200 OK\r\nAuth-Status: no\r\n",
                    "h".repeat(1100),
                    BAD,
                    GOOD)) {
                List<String> pieces = reply.isEmpty() ? List.of() : List.of(reply);
                plans.add(new Plan(
                        List.of(login(protocol, ""), STOP, GO),
                        List.of(new Reply(pieces, end, 1)),
                        welcome,
                        List.of()));
            }
        }
        return plans;
    }

    /** No login: where the client can still be told something, its half an end is not met before its time is up. */
    private static List<Plan> commands(String protocol, End end) {
        String noop = protocol.equals("imap") ? "a NOOP\r\n" : "NOOP\r\n";
        String quit = protocol.equals("imap") ? "a LOGOUT\r\n" : "QUIT\r\n";
        List<Plan> plans = new ArrayList<>();
        for (String said :
                List.of(noop, noop + noop, noop + noop + "NO", "NO", "bad\r\n", noop + quit, noop.repeat(40))) {
            plans.add(plan(List.of(STOP, new Move.Send(said), new Move.Leave(end), GO), List.of(), List.of()));
        }
        plans.add(plan(
                List.of(new Move.Send(noop), STOP, new Move.Send(noop), new Move.Leave(end), GO),
                List.of(),
                List.of()));
        return plans;
    }

    /** Once full, a byte less and more, and twice full. */
    private static List<Integer> around(int buffer) {
        return List.of(buffer - 1, buffer, buffer + 1, 2 * buffer);
    }

    private static Plan plan(List<Move> moves, List<Reply> login, List<Reply> relay) {
        return new Plan(moves, List.of(AUTH), login, relay);
    }

    /** A reply, made so long that it has at least so many bytes. */
    private static String padded(String line, int size) {
        return line.substring(0, line.length() - 2) + "x".repeat(Math.max(0, size - line.length())) + "\r\n";
    }

    private static Reply said(String line) {
        return new Reply(List.of(line), End.STAY, 0);
    }

    private static List<String> replies(String protocol) {
        return switch (protocol) {
            case "imap" -> List.of("* OK ready\r\n", "+ OK\r\n", "+ OK\r\n", "a OK in\r\n");
            case "pop3" -> List.of("+OK ready\r\n", "+OK\r\n", "+OK in\r\n");
            default -> List.of("220 ready\r\n", "250-back\r\n250 XCLIENT\r\n", "220 xclient\r\n", "250 hello\r\n");
        };
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

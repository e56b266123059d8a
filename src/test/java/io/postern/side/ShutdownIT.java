package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.side.Plan.End;
import io.postern.side.Plan.Move;
import io.postern.side.Plan.Reply;
import io.postern.side.Program.Running;
import io.postern.side.Stage.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program that is told to reload, with sessions at every stage: whom it ends when worker_shutdown_timeout is up, and how, and who goes on.
 * The same from nginx and from Postern.
 */
class ShutdownIT {
    private static final List<Long> QUIET = List.of(400L, 1000L, 2500L);
    /** Well over the second that is worker_shutdown_timeout. */
    private static final int LONGER = 5000;

    private static final String AUTH =
            "HTTP/1.0 200 OK\r\nAuth-Status: OK\r\nAuth-Server: 127.0.0.1\r\nAuth-Port: ${back}\r\n\r\n";

    /** Where a session is when it happens: what has come of the auth server and of the back end by then. */
    private enum At {
        GREETED(false, 0),
        HALF_A_LINE(false, 0),
        ASKING(true, 0),
        WAITING(true, 0),
        WELCOMED(true, 0),
        NAMED(true, 1),
        RELAYED(true, 4);

        private final boolean login;
        private final int replies;

        At(boolean login, int replies) {
            this.login = login;
            this.replies = replies;
        }

        private boolean isReached(Stage stage) {
            return switch (this) {
                case GREETED, HALF_A_LINE -> heard(stage, Part.CLIENT, "ready");
                case ASKING, WAITING -> heard(stage, Part.AUTH, "\r\n\r\n");
                case WELCOMED -> !stage.of(Part.BACKEND).isEmpty();
                case NAMED -> heard(stage, Part.BACKEND, "LOGIN");
                case RELAYED -> heard(stage, Part.CLIENT, "a OK in");
            };
        }

        private static boolean heard(Stage stage, Part part, String words) {
            return stage.of(part).stream().anyMatch(wire -> wire.all().contains(words));
        }

        Plan plan(Security security, CyclicBarrier all) {
            List<Move> moves = new ArrayList<>();
            if (security == Security.TLS) {
                moves.add(new Move.Secure("TLSv1.3"));
            }
            if (login) {
                moves.add(new Move.Send("a LOGIN joe secret\r\n"));
            } else if (this == HALF_A_LINE) {
                moves.add(new Move.Send("a NO"));
            }
            moves.add(new Move.Meet(this::isReached, all));
            moves.add(new Move.Rest(LONGER));
            moves.add(new Move.Send(this == HALF_A_LINE ? "OP\r\n" : "b NOOP\r\n"));
            moves.add(new Move.Leave(End.HALF));
            Reply auth =
                    switch (this) {
                        case ASKING -> new Reply(List.of(), End.STAY, 0);
                        case WAITING ->
                            new Reply(
                                    List.of("HTTP/1.0 200 OK\r\nAuth-Status: no\r\nAuth-Wait: 8\r\n\r\n"), End.STAY, 0);
                        default -> new Reply(List.of(AUTH), End.STAY, 0);
                    };
            List<Reply> login = new ArrayList<>();
            List<String> lines = List.of("* OK ready\r\n", "+ OK\r\n", "+ OK\r\n", "a OK in\r\n");
            for (int i = 0; i < lines.size(); i++) {
                login.add(new Reply(i < replies ? List.of(lines.get(i)) : List.of(), End.STAY, 0));
            }
            return new Plan(moves, List.of(auth), login, List.of());
        }
    }

    private record Played(Stage stage, Door door, At at) {}

    @Test
    void sessions_areEndedOrLeft(@TempDir Path folder) throws Exception {
        Optional<Program> nginx = Program.nginx();
        assumeTrue(nginx.isPresent(), "no nginx with mail on the PATH or in POSTERN_NGINX");
        Program real = nginx.orElseThrow();
        Intended intended = Intended.between(real, Program.postern());
        String theirs = "";
        String ours = "";
        for (long quiet : QUIET) {
            theirs = intended.level(seen(real, Files.createDirectories(folder.resolve("n" + quiet)), quiet));
            assertTrue(theirs.contains("shutdown timeout"), theirs);
            ours = intended.level(seen(Program.postern(), Files.createDirectories(folder.resolve("p" + quiet)), quiet));
            if (theirs.equals(ours)) {
                break;
            }
        }
        assertEquals(theirs, ours);
    }

    /** What each party heard before it happened, and after. */
    private static Outcome halves(List<Outcome.Step> steps) {
        // the last three moves come after it
        int before = steps.size() - 3;
        return new Outcome(
                List.of(merged(steps.subList(0, before)), merged(steps.subList(before, steps.size()))), List.of());
    }

    private static Outcome.Step merged(List<Outcome.Step> steps) {
        String closed = "";
        for (Outcome.Step step : steps) {
            closed = step.closed().isEmpty() ? closed : step.closed();
        }
        return new Outcome.Step(
                steps.stream().map(Outcome.Step::client).collect(Collectors.joining()),
                steps.stream().map(Outcome.Step::auth).collect(Collectors.joining()),
                steps.stream().map(Outcome.Step::backend).collect(Collectors.joining()),
                closed);
    }

    private static String seen(Program program, Path folder, long quiet) throws Exception {
        List<Played> all = new ArrayList<>();
        for (Security security : List.of(Security.NONE, Security.TLS)) {
            for (At at : At.values()) {
                Stage stage = new Stage();
                Door door = new Door(
                        security + "-" + at,
                        "imap",
                        Place.port(Ports.free()),
                        stage.authPort(),
                        security,
                        "",
                        List.of());
                all.add(new Played(stage, door, at));
            }
        }
        List<Door> doors = all.stream().map(Played::door).toList();
        Certificate.write(folder);
        ExecutorService threads = Executors.newFixedThreadPool(all.size());
        StringBuilder text = new StringBuilder();
        try (Running running = program.startAt(
                folder,
                "worker_shutdown_timeout 1s;\n" + Door.configuration(doors),
                doors.stream().map(door -> door.place().address()).toList())) {
            CyclicBarrier everybody = new CyclicBarrier(all.size(), () -> reload(running));
            List<Callable<String>> sessions = new ArrayList<>();
            for (Played one : all) {
                Plan plan = one.at.plan(one.door.security(), everybody);
                sessions.add(() -> one.door.name() + "\n"
                        + halves(new PlanPlayer(running, one.stage, plan, quiet, null)
                                        .play(one.door.place().address()))
                                .normal(one.door));
            }
            for (Future<String> session : threads.invokeAll(sessions)) {
                text.append(session.get());
            }
            // the last lines are those about the parties' leaving, all at once
            TimeUnit.MILLISECONDS.sleep(2 * quiet);
            String logs = logs(folder, all);
            text.append(logs);
        } finally {
            threads.shutdownNow();
            for (Played one : all) {
                one.stage.close();
            }
        }
        return plain(text.toString());
    }

    private static String logs(Path folder, List<Played> all) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Played one : all) {
            List<List<String>> logged =
                    LoggedSessions.sessions(folder.resolve("logs").resolve(one.door.name() + ".log"));
            text.append(new Outcome(List.of(), logged.get(logged.size() - 1)).normal(one.door));
        }
        return text.toString();
    }

    private static String plain(String text) {
        return text.replaceAll("upstream: \\S+|http auth server: \\S+", "THERE");
    }

    private static void reload(Running running) {
        try {
            new ProcessBuilder("kill", "-HUP", running.process().pid() + "")
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

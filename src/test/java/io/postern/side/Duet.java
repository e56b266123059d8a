package io.postern.side;

import io.postern.side.Program.Running;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One server block in both programs, and the same sessions through either. Confined to one thread. */
final class Duet {
    private static final int[] QUIET = {12, 60, 200, 1000};
    /** In TLS a greeting may wait for the acknowledgement of what nginx sent right before it: 40 milliseconds. */
    private static final int[] QUIET_TLS = {60, 200, 400, 1000};
    /** Slower than the first of these, what comes when a time-out of a second or two is over would come in one step with what came before. */
    private static final int[] QUIET_HURRIED = {12, 60, 60, 200};

    private static final int[] QUIET_TLS_HURRIED = {60, 60, 200, 60};
    /** A program so busy that it comes late by more than a play's silence may still knock for that play; nobody plays meanwhile. */
    private static final int CALMING = 5;

    /** Where time may run out, a difference tells nothing when one of them was given so many milliseconds more. */
    private static final long UNFAIR = 100;
    /** How often it is asked for a fair play then. */
    private static final int FAIR = 6;

    private static final int ONLY = Integer.getInteger("side.only", -1);

    /** A program and the server block in it. */
    record Side(Running running, Door door) {
        Path log() {
            return running.folder().resolve("logs").resolve(door.name() + ".log");
        }
    }

    private final Stage stage;
    private final Side nginx;
    private final Side postern;
    private final Intended intended;
    private boolean fair;

    Duet(Stage stage, Side nginx, Side postern, Intended intended) {
        this.stage = stage;
        this.nginx = nginx;
        this.postern = postern;
        this.intended = intended;
    }

    /** Plays so many sessions and tells of each that could be told apart, also when played again slowly. */
    List<String> play(long seed, int sessions) throws IOException {
        List<String> differences = new ArrayList<>();
        Door door = nginx.door;
        for (int i = 0; i < sessions; i++) {
            Dice dice = new Dice(seed * 100_003 + (ONLY < 0 ? i : ONLY));
            ServerDice servers = new ServerDice(dice, door);
            Plan plan = new Plan(new ClientDice(dice, door).moves(), servers.auth(), servers.login(), servers.relay());
            if (intended.covers(door, plan)) {
                continue;
            }
            String difference = difference(plan);
            if (!difference.isEmpty()) {
                differences.add("session " + i + " of seed " + seed + ", " + door.protocol() + " " + door.security()
                        + " " + door.place().text() + " " + door.extra() + " " + door.listen() + "\n" + plan
                        + difference);
            }
        }
        return differences;
    }

    /** How this session can be told apart, also when played again slowly; nothing where it cannot. */
    String difference(Plan plan) throws IOException {
        String difference = "";
        boolean hurried = hurried();
        boolean plain = nginx.door.security() == Security.NONE;
        int[] quiets = hurried ? plain ? QUIET_HURRIED : QUIET_TLS_HURRIED : plain ? QUIET : QUIET_TLS;
        for (int i = 0; i < quiets.length || (i < quiets.length + FAIR && !fair); i++) {
            int quiet = quiets[i % quiets.length];
            difference = compare(plan, quiet);
            if (difference.isEmpty()) {
                break;
            }
            stage.watch((long) CALMING * quiet, () -> false);
            stage.strike();
        }
        return difference;
    }

    /** Whether time may run out within a session. */
    private boolean hurried() {
        return nginx.door.extra().toString().matches("(?s).*(timeout|delay).*");
    }

    private String compare(Plan plan, int quiet) throws IOException {
        Outcome expected = play(nginx, plan, quiet, null);
        Outcome actual = play(postern, plan, quiet, expected);
        fair = actual.tookAsLongAs(expected, UNFAIR);
        Outcome known = expected.normal(nginx.door);
        String want = intended.level(known.toString());
        String got = intended.level(actual.normal(postern.door).lostAsIn(known).toString());
        return want.equals(got)
                ? ""
                : " " + nginx.running.program().name() + ":\n" + want + " "
                        + postern.running.program().name() + ":\n" + got;
    }

    private Outcome play(Side side, Plan plan, int quiet, @Nullable Outcome awaited) throws IOException {
        int before = LoggedSessions.sessions(side.log()).size();
        PlanPlayer player = new PlanPlayer(side.running, stage, plan, quiet, awaited);
        var steps = player.play(side.door.place().address());
        List<String> lines = List.of();
        int enough = awaited == null ? 1 : awaited.log().size();
        for (int i = 0; i < 30 && (i < 2 || lines.size() < enough); i++) {
            rest(i == 0 ? quiet / 2 : quiet);
            List<List<String>> sessions = LoggedSessions.sessions(side.log());
            lines = sessions.size() > before ? sessions.get(before) : List.of();
        }
        return new Outcome(steps, lines, hurried() ? player.pace() : List.of());
    }

    private static void rest(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

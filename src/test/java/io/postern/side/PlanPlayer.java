package io.postern.side;

import io.postern.side.Outcome.Step;
import io.postern.side.Plan.End;
import io.postern.side.Plan.Move;
import io.postern.side.Plan.Reply;
import io.postern.side.Program.Running;
import io.postern.side.Stage.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Plays one {@link Plan} against one program and writes down the {@link Outcome}. */
final class PlanPlayer {
    private static final long PATIENCE = 700;
    private static final long PATIENT = 5;
    private static final long MEETING = 30;
    /** A plan of so many characters has words that may go in parts. */
    private static final int MUCH = 4096;

    private static final Pattern HEADER = Pattern.compile("^PROXY [^\n]*\n");

    private final Running running;
    private final Stage stage;
    private final Plan plan;
    private final long quiet;
    private final @Nullable Outcome awaited;
    private final List<Step> steps = new ArrayList<>();
    private final List<Long> pace = new ArrayList<>();
    private final Map<Part, Integer> before = new EnumMap<>(Part.class);
    private String closedBefore = "";
    private int asked;
    private int loggedIn;
    private int answered;
    private int relayed;
    private int heard;
    private int made;
    private boolean between;
    private boolean left;
    private int authAsked = -1;
    private int loginAsked = -1;
    private int relayAsked = -1;

    /**
     * @param quiet how many milliseconds of silence mean that nothing more will come
     * @param awaited the outcome of the other program: there is no rest before as much has been heard, but for a longer time
     */
    PlanPlayer(Running running, Stage stage, Plan plan, long quiet, @Nullable Outcome awaited) {
        this.running = running;
        this.stage = stage;
        this.plan = plan;
        this.quiet = quiet;
        this.awaited = awaited;
    }

    List<Step> play(SocketAddress proxy) throws IOException {
        stage.connect(proxy);
        settle();
        for (Move move : plan.moves()) {
            Wire client = stage.of(Part.CLIENT).get(0);
            if (move instanceof Move.Send send) {
                client.send(send.bytes().getBytes(StandardCharsets.ISO_8859_1));
            } else if (move instanceof Move.Raw raw) {
                client.sendRaw(raw.bytes().getBytes(StandardCharsets.ISO_8859_1));
            } else if (move instanceof Move.Secure secure) {
                client.secure(new TlsEnd(secure.version()), secure.behind().getBytes(StandardCharsets.ISO_8859_1));
            } else if (move instanceof Move.Shake shake) {
                client.secure(shake.end().get());
            } else if (move instanceof Move.Farewell farewell) {
                client.farewell(farewell.bytes().getBytes(StandardCharsets.ISO_8859_1));
            } else if (move instanceof Move.Rest rest) {
                rest(rest.millis());
            } else if (move instanceof Move.Meet meet) {
                meet(meet);
            } else if (move instanceof Move.Freeze freeze) {
                running.freeze(freeze.stop());
            } else if (move instanceof Move.Leave leave) {
                leave(client, leave.how());
                left |= leave.how() != End.STAY;
            }
            made++;
            settle();
            between = true;
            if (owing()) {
                settle();
            }
            between = false;
        }
        if (!left) {
            // what comes of that must not meet the next play
            left = true;
            stage.of(Part.CLIENT).get(0).close();
            settle();
        }
        stage.strike();
        return steps;
    }

    /** How many milliseconds each step took. */
    List<Long> pace() {
        return pace;
    }

    /** Lets the servers answer until all is at rest, then writes down the step. */
    private void settle() throws IOException {
        long begun = System.nanoTime();
        int index = steps.size();
        boolean more;
        do {
            stage.watch(awaited == null ? quiet : Math.max(PATIENCE, PATIENT * quiet), quiet, () -> {
                answer();
                return awaited != null
                        && index < awaited.steps().size()
                        && awaited.steps().get(index).toString().length()
                                <= step().toString().length();
            });
            stage.watch(quiet, quiet, () -> {
                answer();
                return false;
            });
            more = chat();
        } while (more);
        keepPace(index, begun);
        pace.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
        Step step = step();
        steps.add(step);
        for (Part part : Part.values()) {
            before.put(part, all(part).length());
        }
        closedBefore = closed();
    }

    /** Where time may run out, a step is not shorter than the other program's: that ran out of it there or not. */
    private void keepPace(int index, long begun) throws IOException {
        if (awaited == null || index >= awaited.pace().size()) {
            return;
        }
        long end = begun + TimeUnit.MILLISECONDS.toNanos(awaited.pace().get(index));
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            stage.watch(TimeUnit.NANOSECONDS.toMillis(left) + 1, quiet, () -> {
                answer();
                return System.nanoTime() >= end;
            });
        }
    }

    private void answer() {
        List<Wire> requests = stage.of(Part.AUTH);
        if (asked < requests.size() && requests.get(asked).all().contains("\r\n\r\n")) {
            authAsked = authAsked < 0 ? made : authAsked;
            if (due(plan.auth(), asked, authAsked)) {
                authAsked = -1;
                reply(requests.get(asked), plan.auth(), asked++);
            }
        }
        List<Wire> backends = stage.of(Part.BACKEND);
        if (loggedIn < backends.size()) {
            loggedIn = backends.size();
            heard = 0;
            answered = 0;
            loginAsked = -1;
        }
        if (loggedIn > 0 && answered < plan.login().size()) {
            Wire backend = backends.get(loggedIn - 1);
            while (answered < plan.login().size() && lines(backend) >= answered && backend.open()) {
                loginAsked = loginAsked < 0 ? made : loginAsked;
                if (!due(plan.login(), answered, loginAsked)) {
                    break;
                }
                loginAsked = -1;
                breathe();
                heard = backend.count();
                reply(backend, plan.login(), answered++);
            }
        }
    }

    /**
     * What the client sends through may come in parts, and how many a back end has heard when it answers would be chance. And its last words may be followed by the end: a back end that answers those at once would make it chance whether the proxy,
     * nginx too, closes its connection before the answer comes or after it, which resets it.
     */
    private void breathe() {
        if (left || plan.moves().toString().length() > MUCH) {
            try {
                stage.watch(quiet / 2, () -> false);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Whether a late reply's time has come. */
    private boolean owing() {
        return (authAsked >= 0 && due(plan.auth(), asked, authAsked))
                || (loginAsked >= 0 && due(plan.login(), answered, loginAsked))
                || (relayAsked >= 0 && due(plan.relay(), relayed, relayAsked));
    }

    /**
     * Whether that reply's time has come, to what was asked when so many moves had been made. One that is late comes between two moves,
     * when all is at rest: beside one, it would be a race.
     */
    private boolean due(List<Reply> replies, int index, int askedAt) {
        int late = index < replies.size() ? replies.get(index).late() : 0;
        return late == 0 || (between && made >= askedAt + late);
    }

    /** How many lines the back end has heard behind a PROXY header. */
    private static int lines(Wire backend) {
        String all = backend.all();
        String talk = BinaryHeader.starts(all)
                ? all.substring(BinaryHeader.length(all))
                : HEADER.matcher(all).replaceFirst("");
        return (int) talk.chars().filter(c -> c == '\n').count();
    }

    /** Whether the back end had anything to say to what the client sent through. */
    private boolean chat() {
        Wire backend = stage.latest(Part.BACKEND);
        if (backend == null || answered < plan.login().size() || backend.count() <= heard || !backend.open()) {
            return false;
        }
        relayAsked = relayAsked < 0 ? made : relayAsked;
        if (!due(plan.relay(), relayed, relayAsked)) {
            return false;
        }
        relayAsked = -1;
        heard = backend.count();
        return reply(backend, plan.relay(), relayed++);
    }

    private boolean reply(Wire wire, List<Reply> replies, int index) {
        if (index >= replies.size()) {
            return false;
        }
        Reply reply = replies.get(index);
        for (int i = 0; i < reply.pieces().size(); i++) {
            if (i > 0) {
                rest(quiet / 2 + 3);
            }
            wire.send(reply.pieces()
                    .get(i)
                    .replace("${back}", stage.backendPort() + "")
                    .replace("${refusing}", stage.refusingPort() + "")
                    .replace("${deaf}", stage.deafPort() + "")
                    .getBytes(StandardCharsets.ISO_8859_1));
        }
        if (reply.end() != End.STAY) {
            rest(quiet / 2 + 3);
        }
        leave(wire, reply.end());
        return true;
    }

    private static void leave(Wire wire, End how) {
        switch (how) {
            case STAY -> {}
            case CLOSE -> wire.close();
            case HALF -> wire.half();
            case CUT -> wire.cut();
            case RESET -> wire.reset();
        }
    }

    private Step step() {
        return new Step(
                news(Part.CLIENT), news(Part.AUTH), news(Part.BACKEND), closed().equals(closedBefore) ? "" : closed());
    }

    private String news(Part part) {
        return all(part).substring(before.getOrDefault(part, 0));
    }

    private String all(Part part) {
        StringBuilder all = new StringBuilder();
        stage.of(part).forEach(wire -> all.append(wire.all()));
        return all.toString();
    }

    private String closed() {
        StringBuilder closed = new StringBuilder();
        for (Part part : Part.values()) {
            for (Wire wire : stage.of(part)) {
                closed.append(part.name().charAt(0)).append(wire.state());
            }
        }
        return closed.toString();
    }

    private void meet(Move.Meet meet) throws IOException {
        boolean here = stage.watch(MEETING * 1000, () -> {
            answer();
            return meet.reached().test(stage);
        });
        if (!here) {
            throw new IOException("it never comes so far: " + step());
        }
        try {
            meet.all().await(2 * MEETING, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (BrokenBarrierException | TimeoutException e) {
            throw new IOException("the others do not come", e);
        }
    }

    private static void rest(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

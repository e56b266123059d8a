package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.postern.side.Program.Running;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every dialogue script comes true with Postern, and with nginx, which proves the script: in clear, after STARTTLS or STLS, and in TLS
 * from the first byte on. {@code -Dtalk=imap-login} plays those whose name contains that.
 */
class TalkIT {
    private static final Path SCRIPTS = Path.of("testdata/talk");
    private static final int AT_ONCE = 16;
    private static final String CLIENT = ", client: [^,]*";
    private static final String ONLY = System.getProperty("talk", "");

    @TestFactory
    Stream<DynamicNode> postern(@TempDir Path folder) throws IOException {
        return tests(Program.postern(), folder);
    }

    @TestFactory
    Stream<DynamicNode> nginx(@TempDir Path folder) throws IOException {
        Optional<Program> nginx = Program.nginx();
        assumeTrue(nginx.isPresent(), "no nginx with mail on the PATH or in POSTERN_NGINX");
        return tests(nginx.orElseThrow(), folder);
    }

    private static Stream<DynamicNode> tests(Program program, Path folder) throws IOException {
        List<Played> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SCRIPTS)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".talk")).sorted().toList()) {
                Talk talk = Talk.read(file);
                if (talk.name().contains(ONLY) && (talk.since().isEmpty() || program.isAtLeast(talk.since()))) {
                    for (Security security : Security.values()) {
                        if (talk.allows(security)) {
                            all.add(played(talk, security));
                        }
                    }
                }
            }
        }
        List<Door> doors = all.stream().map(Played::door).toList();
        Certificate.write(folder);
        Running running = program.startAt(
                folder,
                Door.configuration(doors),
                doors.stream().map(door -> door.place().address()).toList());
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        List<DynamicTest> tests = new ArrayList<>();
        for (Played one : all) {
            Future<?> played = threads.submit(() -> {
                play(one, folder);
                return null;
            });
            tests.add(DynamicTest.dynamicTest(program.name() + " " + one.door().name(), () -> {
                try {
                    played.get();
                } catch (ExecutionException e) {
                    throw e.getCause();
                }
            }));
        }
        tests.add(DynamicTest.dynamicTest(program.name() + " stops", () -> {
            threads.shutdownNow();
            running.close();
            for (Played one : all) {
                one.stage().close();
            }
        }));
        return tests.stream().map(DynamicNode.class::cast);
    }

    /** A script in one of the ways it can be played. */
    private record Played(Talk talk, Security security, Stage stage, Door door) {}

    private static Played played(Talk talk, Security security) throws IOException {
        Stage stage = new Stage();
        List<String> conf = talk.conf().stream()
                .map(line -> line.replace("${auth}", stage.authPort() + "")
                        .replace("${refusing}", stage.refusingPort() + ""))
                .toList();
        Door door = new Door(
                talk.name()
                        + switch (security) {
                            case NONE -> "";
                            case STARTTLS -> "-starttls";
                            case TLS -> "-tls";
                        },
                talk.protocol(),
                Place.port(Ports.free()),
                stage.authPort(),
                security,
                talk.listen(),
                conf);
        return new Played(talk, security, stage, door);
    }

    private static void play(Played one, Path folder) throws Exception {
        Talk talk = one.talk();
        Stage stage = one.stage();
        Door door = one.door();
        Path log = folder.resolve("logs").resolve(door.name() + ".log");
        TalkPlayer player = new TalkPlayer(stage, talk, one.security());
        try {
            player.play((InetSocketAddress) door.place().address());
        } finally {
            stage.strike();
        }
        List<String> expected = talk.lines().stream()
                .filter(line -> line.mark().equals("L"))
                .map(line -> Words.escape(player.words().fill(line.text())))
                .map(line ->
                        one.security() == Security.STARTTLS ? line.replaceFirst(CLIENT, "$0 using starttls") : line)
                .toList();
        if (!expected.isEmpty()) {
            assertEquals(String.join("\n", expected), logged(log, expected.size()), talk.name());
        }
    }

    /** The lines of the latest session; the program may still be writing the last one. */
    private static String logged(Path log, int lines) throws IOException, InterruptedException {
        List<String> last = List.of();
        for (int i = 0; i < 40 && last.size() < lines; i++) {
            List<List<String>> sessions = LoggedSessions.sessions(log);
            last = sessions.isEmpty() ? List.of() : sessions.get(sessions.size() - 1);
            TimeUnit.MILLISECONDS.sleep(last.size() < lines ? 50 : 0);
        }
        return String.join("\n", last.stream().map(Words::escape).toList());
    }
}

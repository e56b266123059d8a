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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every dialogue script comes true with Postern, and with nginx, which proves the script. */
class TalkIT {
    private static final Path SCRIPTS = Path.of("testdata/talk");
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
        List<Talk> talks = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SCRIPTS)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".talk")).sorted().toList()) {
                Talk talk = Talk.read(file);
                if (talk.name().contains(ONLY) && (talk.since().isEmpty() || program.isAtLeast(talk.since()))) {
                    talks.add(talk);
                }
            }
        }
        List<Stage> stages = new ArrayList<>();
        List<Door> doors = new ArrayList<>();
        for (Talk talk : talks) {
            Stage stage = new Stage();
            stages.add(stage);
            List<String> conf = talk.conf().stream()
                    .map(line -> line.replace("${auth}", stage.authPort() + "")
                            .replace("${refusing}", stage.refusingPort() + ""))
                    .toList();
            doors.add(new Door(
                    talk.name(),
                    talk.protocol(),
                    Place.port(Ports.free()),
                    stage.authPort(),
                    Security.NONE,
                    talk.listen(),
                    conf));
        }
        String configuration = Door.configuration(doors);
        Running running = program.startAt(
                folder,
                configuration,
                doors.stream().map(door -> door.place().address()).toList());
        return Stream.concat(
                        Stream.iterate(0, i -> i + 1).limit(talks.size()).map(i -> {
                            Talk talk = talks.get(i);
                            return DynamicTest.dynamicTest(
                                    program.name() + " " + talk.name(),
                                    () -> play(talk, stages.get(i), doors.get(i), folder));
                        }),
                        Stream.of(DynamicTest.dynamicTest(program.name() + " stops", () -> {
                            running.close();
                            for (Stage stage : stages) {
                                stage.close();
                            }
                        })))
                .map(DynamicNode.class::cast);
    }

    private static void play(Talk talk, Stage stage, Door door, Path folder) throws Exception {
        Path log = folder.resolve("logs").resolve(talk.name() + ".log");
        TalkPlayer player = new TalkPlayer(stage, talk, false);
        try {
            player.play((InetSocketAddress) door.place().address());
        } finally {
            stage.strike();
        }
        List<String> expected = talk.lines().stream()
                .filter(line -> line.mark().equals("L"))
                .map(line -> Words.escape(player.words().fill(line.text())))
                .toList();
        if (!expected.isEmpty()) {
            assertEquals(String.join("\n", expected), logged(log, expected.size()), talk.name());
        }
    }

    /** The lines of the latest session; the program may still be writing the last one. */
    private static String logged(Path log, int lines) throws IOException, InterruptedException {
        List<String> last = List.of();
        for (int i = 0; i < 40 && last.size() < lines; i++) {
            List<List<String>> sessions = ErrorLog.sessions(log);
            last = sessions.isEmpty() ? List.of() : sessions.get(sessions.size() - 1);
            TimeUnit.MILLISECONDS.sleep(last.size() < lines ? 50 : 0);
        }
        return String.join("\n", last.stream().map(Words::escape).toList());
    }
}

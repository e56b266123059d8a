package io.postern.bench;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The harness behind bin/bench works: one scenario of each kind, once and tiny. What it measures is not judged. The harness is there only
 * where it is built: {@code bin/test -Pbench}.
 */
class BenchIT {
    private static final List<String> KINDS = List.of(
            "login imap",
            "ping-pong",
            "bulk down",
            "tls full handshake",
            "tls ping-pong",
            "tls bulk down",
            "warm-up",
            "reload under load",
            "idle sessions",
            "stalled sessions",
            "growth",
            "-t, 9 servers",
            "start to listening");

    @TempDir
    Path dir;

    private record Said(int status, String text) {}

    @BeforeAll
    static void packaged() {
        assumeTrue(Files.exists(Path.of("target/test-classes/io/postern/bench/Bench.class")), "built without -Pbench");
        assumeTrue(Files.exists(Path.of("target/postern.jar")), "Postern is not packaged");
    }

    private Said bench(String... arguments) throws IOException, InterruptedException {
        return run("Bench", arguments);
    }

    private Said run(String main, String... arguments) throws IOException, InterruptedException {
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Djava.io.tmpdir=" + dir,
                "-cp",
                classes,
                "io.postern.bench." + main));
        command.addAll(List.of(arguments));
        Path out = dir.resolve("out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        Process process = builder.start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("it does not end: " + Files.readString(out, StandardCharsets.UTF_8));
        }
        int status = process.exitValue();
        try (Stream<Path> left = Files.list(dir)) {
            assertFalse(left.anyMatch(path -> path.getFileName().toString().startsWith("postern-bench")));
        }
        return new Said(status, Files.readString(out, StandardCharsets.UTF_8));
    }

    @Test
    void eachKindOfScenario_works() throws Exception {
        Path json = dir.resolve("figures.json");
        Path html = dir.resolve("figures.html");
        Path page = Files.writeString(dir.resolve("page.md"), "before\n<!-- figures -->\n<!-- /figures -->\nafter\n");

        Said said = bench(
                "--smoke",
                "--alone",
                "--json",
                json.toString(),
                "--html",
                html.toString(),
                "--markdown",
                page.toString());

        assertEquals(0, said.status, said.text);
        assertAll(KINDS.stream()
                .map(kind ->
                        () -> assertTrue(said.text.lines().anyMatch(l -> l.contains(kind)), kind + "\n" + said.text)));
        assertTrue(Files.readString(json).contains("\"scenario\": \"login imap\", \"figure\": \"cpu µs/login\""));
        assertTrue(Files.readString(html).endsWith("</html>\n"));
        assertTrue(Files.readString(page).startsWith("before\n<!-- figures -->\n"));
        assertTrue(Files.readString(page).endsWith("<!-- /figures -->\nafter\n"));
    }

    @Test
    void eachPartByItself_works() throws Exception {
        assumeTrue(ClassLoader.getSystemResource("org/openjdk/jmh/Main.class") != null, "run without -Pbench");
        Said said = run("MicroBench", "--smoke");

        assertEquals(0, said.status, said.text);
        assertAll(Stream.of("ParserBench.statements", "CommandsBench.byteByByte", "RelayBench.bulkDown")
                .map(part -> () ->
                        assertTrue(said.text.lines().anyMatch(l -> l.startsWith(part)), part + "\n" + said.text)));
    }

    @Test
    void programThatDoesNotServe_failsLoudly_andStrangersAreNamed() throws Exception {
        Said said = bench("login imap", "--smoke", "--alone", "--postern", "/bin/true", "--nginx", dir + "/none");

        assertEquals(1, said.status, said.text);
        assertTrue(said.text.contains("FAILED: login imap: postern (/bin/true did not start"), said.text);
        assertTrue(said.text.contains("not run: nginx (" + dir + "/none is not installed)"), said.text);
    }

    @Test
    void unknownScenario_isAnError() throws Exception {
        Said said = bench("swimming");

        assertEquals(2, said.status, said.text);
        assertTrue(said.text.contains("no scenario is called swimming"), said.text);
    }
}

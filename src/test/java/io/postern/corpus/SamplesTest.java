package io.postern.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.directive.Cycle;
import io.postern.directive.DiskFiles;
import io.postern.directive.Finding;
import io.postern.directive.Launch;
import io.postern.process.Built;
import io.postern.process.ConfigTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our own samples: good ones pass, bad ones are refused in nginx's very words. */
class SamplesTest {
    private static final Path FOLDER = Path.of("testdata/conf").toAbsolutePath();

    /** A bad file and nginx's line about it. */
    record Bad(String name, String line) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Bad> bad() throws IOException {
        List<Bad> all = new ArrayList<>();
        for (String line : Files.readAllLines(FOLDER.resolve("bad/EXPECTED.tsv"), ISO_8859_1)) {
            if (!line.startsWith("#")) {
                int tab = line.indexOf('\t');
                all.add(new Bad(line.substring(0, tab), line.substring(tab + 1)));
            }
        }
        return all;
    }

    static List<String> good() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve("good"))) {
            return files.map(f -> f.getFileName().toString())
                    .filter(n -> n.endsWith(".conf"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("bad")
    void badSample_isRefusedInNginxsWords(Bad bad) {
        String file = FOLDER + "/bad/" + bad.name + ".conf";
        Finding first = read(file).findings().stream()
                .filter(Finding::fatal)
                .findFirst()
                .orElseThrow(() -> new AssertionError("accepted"));
        String expected = bad.line.replace("@FILE@", file).replace("@FOLDER@", FOLDER + "/bad");
        assertEquals(expected, "[" + first.severity().word() + "] " + first.line());
    }

    @ParameterizedTest
    @MethodSource("good")
    void goodSample_isRead(String name) {
        Cycle cycle = read(FOLDER + "/good/" + name);
        assertEquals(
                List.of(),
                cycle.whileReading().stream()
                        .filter(Finding::fatal)
                        .map(Finding::line)
                        .toList());
        assertTrue(cycle.syntaxOk());
    }

    @Test
    void everyBadFile_isInTheTable() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve("bad"))) {
            List<String> names = files.map(f -> f.getFileName().toString())
                    .filter(n -> n.endsWith(".conf"))
                    .map(n -> n.substring(0, n.length() - 5))
                    .sorted()
                    .toList();
            assertEquals(names, bad().stream().map(Bad::name).sorted().toList());
        }
    }

    /** What nginx would have stopped at is passed over whole: the rest of the file is judged too. */
    @Test
    void luaOfNoModule_isOneUnknownDirectiveABlock() {
        assertEquals(
                List.of(
                        "init_by_lua_block",
                        "balancer_by_lua_block",
                        "set_by_lua_block",
                        "access_by_lua_block",
                        "header_filter_by_lua_block",
                        "log_by_lua_block"),
                read(FOLDER + "/bad/lua-blocks.conf").findings().stream()
                        .map(f -> f.text().replaceFirst("unknown directive \"(.*)\"", "$1"))
                        .toList());
    }

    private static Cycle read(String file) {
        Cycle cycle = new Cycle(new Launch(file, Built.PREFIX, "stderr", "", true, true));
        ConfigTest.run(cycle, new DiskFiles());
        return cycle;
    }
}

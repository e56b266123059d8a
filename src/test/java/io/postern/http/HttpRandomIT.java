package io.postern.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.dns.FakeNameServer;
import io.postern.side.Ports;
import io.postern.side.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random requests to nginx and to Postern with one configuration full of what people write around auth_http: the same bytes back, the
 * same lines in the access logs and in the error logs.
 *
 * <p>{@code -Dhttp.seed} and {@code -Dhttp.sessions} choose which and how many. Each session has an address of its own on the loopback
 * network, by which its log lines are found.
 */
class HttpRandomIT {
    private static final long SEED = Long.getLong("http.seed", 20261126);
    private static final int SESSIONS = Integer.getInteger("http.sessions", 300);

    @Test
    void randomRequests_sameRepliesAndSameLines(@TempDir Path folder) throws Exception {
        Program nginx = SideBySide.nginx();
        int port = Ports.free();
        int dead = Ports.free();
        try (Backend backend = new Backend(port);
                FakeNameServer names = new FakeNameServer()) {
            assertEquals(port, backend.port());
            names.answer("A auth.test.", "auth.test. 60 A 127.0.0.1");
            names.fail("A absent.test.", 3);
            documents(folder.resolve("side1/docs/files"));
            documents(folder.resolve("side2/docs/files"));
            RandomSides.Side theirs = side(nginx, folder.resolve("side1"), port, dead, names);
            RandomSides.Side ours = side(Program.postern(), folder.resolve("side2"), port, dead, names);
            List<String> logs = List.of("access.log", "json.log", "raw.log", "error.log", "second.log");
            new RandomSides(theirs, ours, logs, i -> new HttpDice(SEED + i).session()).same(SESSIONS);
        }
    }

    private static void documents(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("sub"));
        Map<String, String> files = Map.of(
                "index.html",
                "<p>sixteen bytes",
                "sub/page.txt",
                "a page",
                "empty",
                "",
                "\u00e4.txt",
                "umlaut",
                "a b",
                "blank",
                "big.bin",
                "0123456789abcdef".repeat(20_000));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.writeString(path, file.getValue());
            Files.setLastModifiedTime(path, FileTime.from(Instant.parse("2019-01-02T03:04:05Z")));
        }
    }

    private static RandomSides.Side side(Program program, Path folder, int backend, int dead, FakeNameServer names)
            throws IOException {
        Path from = Path.of("src/test/resources/io/postern/http");
        Files.createDirectories(folder);
        for (String file : List.of("basic.users", "tables.map")) {
            Files.copy(from.resolve(file), folder.resolve(file));
        }
        int port = Ports.free();
        int mail = Ports.free();
        String dns = names.endpoint().name();
        int resolver = Integer.parseInt(dns.substring(dns.indexOf(':') + 1));
        String text = SideBySide.configuration(
                "idioms.conf", Map.of("PORT", port, "MAIL", mail, "BACKEND", backend, "DEAD", dead, "DNS", resolver));
        return new RandomSides.Side(program, folder, port, mail, text);
    }
}

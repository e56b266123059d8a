package io.postern.http;

import io.postern.corpus.Corpus;
import io.postern.corpus.Reference;
import io.postern.side.Ports;
import io.postern.side.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * For a person at work: configurations made at random (arguments: a folder, the first seed, how many, sessions for each). Prints where
 * nginx's {@code -t} and ours, or a reply, or a log line differ.
 */
final class BlockMain {
    private static final List<String> LOGS = List.of("access.log", "mine.log", "error.log", "second.log");

    private BlockMain() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args[0])).toAbsolutePath();
        long seed = Long.parseLong(args[1]);
        int count = Integer.parseInt(args[2]);
        int sessions = Integer.parseInt(args[3]);
        int port = Ports.free();
        int same = 0;
        int refused = 0;
        int judged = 0;
        try (Backend backend = new Backend(port)) {
            for (long i = seed; i < seed + count; i++) {
                Path own = Files.createDirectories(folder.resolve(String.valueOf(i)));
                List<String> said = said(own, i, backend.port());
                if (said.isEmpty()) {
                    List<String> differences = played(own, i, backend.port(), sessions);
                    same += differences.isEmpty() ? 1 : 0;
                    differences.forEach(d -> System.out.println(own + "\n" + d));
                } else if (said.get(0).isEmpty()) {
                    refused++;
                } else {
                    judged++;
                    System.out.println(own + "\n" + String.join("\n", said));
                }
                System.out.flush();
            }
        }
        System.out.println(
                same + " the same, " + refused + " refused by both, " + judged + " judged otherwise, of " + count);
    }

    /** Empty where both accept it, an empty line where both refuse it in the same words, else what they say. */
    static List<String> said(Path folder, long seed, int backend) throws Exception {
        RandomSides.Side side = side(Program.postern(), folder.resolve("said"), seed, backend);
        Files.createDirectories(side.folder().resolve("logs"));
        Path file = side.folder().resolve("nginx.conf");
        Files.writeString(file, side.text(), StandardCharsets.ISO_8859_1);
        List<String> theirs =
                Objects.requireNonNull(Reference.find(), "no nginx").says(side.folder(), file);
        List<String> ours = Corpus.ours(side.folder(), file.toString());
        if (!theirs.equals(ours)) {
            return List.of("-t: nginx " + theirs, "    Postern " + ours);
        }
        return theirs.get(theirs.size() - 1).endsWith("successful") ? List.of() : List.of("");
    }

    static List<String> played(Path folder, long seed, int backend, int sessions) throws Exception {
        RandomSides.Side theirs = side(SideBySide.nginx(), folder.resolve("side1"), seed, backend);
        RandomSides.Side ours = side(Program.postern(), folder.resolve("side2"), seed, backend);
        List<String> paths = SideBySide.lines("block.paths");
        return new RandomSides(theirs, ours, LOGS, i -> new HttpDice(seed * 1000 + i, paths).session())
                .differences(sessions);
    }

    private static RandomSides.Side side(Program program, Path folder, long seed, int backend) throws IOException {
        Files.createDirectories(folder.resolve("docs/a"));
        Files.copy(Path.of("src/test/resources/io/postern/http/basic.users"), folder.resolve("basic.users"));
        Files.writeString(folder.resolve("docs/x"), "a file");
        Files.writeString(folder.resolve("docs/a/index.html"), "an index");
        int port = Ports.free();
        int mail = Ports.free();
        String text = new BlockDice(seed).configuration();
        for (Map.Entry<String, Integer> number : Map.of("PORT", port, "MAIL", mail, "BACKEND", backend, "DEAD", 1)
                .entrySet()) {
            text = text.replace("%%" + number.getKey() + "%%", String.valueOf(number.getValue()));
        }
        text = text.replace("%%USER%%", System.getProperty("user.name").equals("root") ? "user root;" : "");
        return new RandomSides.Side(program, folder, port, mail, text);
    }
}

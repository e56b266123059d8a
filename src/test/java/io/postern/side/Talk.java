package io.postern.side;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A dialogue script: what each party says and must hear, in order. {@code testdata/talk/README.md} tells how one is written.
 *
 * @param since the first nginx that behaves so; empty when all that matter do
 * @param plain why it is played without TLS only; empty when it is not
 * @param listen parameters of the {@code listen} directive
 * @param conf further directives of the server block
 */
record Talk(
        String name, String protocol, String since, String plain, String listen, List<String> conf, List<Line> lines) {
    private static final Set<String> MARKS = Set.of("C", "c", "S", "s", "Q", "A", "a", "P", "p", "B", "b", "L", "wait");

    /**
     * One line of it.
     *
     * @param mark who or what: {@code C}, {@code S}, … as in the file
     * @param event whether it tells of an event ({@code S! closed}) and not of bytes
     */
    record Line(int number, String mark, boolean event, String text) {}

    static Talk read(Path file) throws IOException {
        String since = "";
        String plain = "";
        String listen = "";
        List<String> conf = new ArrayList<>();
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            int colon = line.indexOf(':');
            int bang = line.indexOf('!');
            boolean event = bang > 0 && (colon < 0 || bang < colon);
            int end = event ? bang : colon;
            if (end < 0) {
                throw new IOException(file + ":" + number + ": neither words nor an event");
            }
            String mark = line.substring(0, end);
            String text = line.length() > end + 2 ? line.substring(end + 2) : "";
            switch (mark) {
                case "since" -> since = text;
                case "plain" -> plain = text;
                case "listen" -> listen = text;
                case "conf" -> conf.add(text);
                default -> {
                    if (!MARKS.contains(mark)) {
                        throw new IOException(file + ":" + number + ": unknown mark \"" + mark + "\"");
                    }
                    lines.add(new Line(number, mark, event, text));
                }
            }
        }
        String folder = file.getName(file.getNameCount() - 2).toString();
        String name = file.getName(file.getNameCount() - 1).toString().replace(".talk", "");
        return new Talk(folder + "-" + name, folder, since, plain, listen, conf, lines);
    }

    /**
     * Whether it can be played so: over TLS where it begins with our greeting, is not about what TLS changes, and the client stays:
     * whether nginx's goodbye still reaches one that leaves, or is logged as failed, is a matter of the moment.
     */
    boolean allows(Security security) {
        return security == Security.NONE
                || (plain.isEmpty()
                        && listen.isEmpty()
                        && !lines.isEmpty()
                        && lines.get(0).mark().equals("S")
                        && lines.stream().noneMatch(Talk::leaves));
    }

    private static boolean leaves(Line line) {
        return line.event() && line.mark().equals("C");
    }
}

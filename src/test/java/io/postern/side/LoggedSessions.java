package io.postern.side;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An error_log taken apart: per connection its lines as {@code level text}, without what differs from run to run. */
final class LoggedSessions {
    private static final Pattern LINE = Pattern.compile(
            "^\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d \\[(\\w+)] \\d+#\\d+: (?:\\*(\\d+) )?(.*)$", Pattern.DOTALL);
    private static final Pattern CLIENT_PORT = Pattern.compile("client (127\\.0\\.0\\.1|\\[::1]):\\d+ connected");

    /** A line is cut at 2048 bytes, its number of the process and of the connection included: where, differs by a byte or two. */
    private static final int CUT = 2040;

    private static final int ALIKE = 1900;

    private LoggedSessions() {}

    /** The lines of each connection, oldest connection first; a line break inside a line stays there. */
    static List<List<String>> sessions(Path log) throws IOException {
        Map<Long, List<String>> found = new TreeMap<>();
        StringBuilder line = new StringBuilder();
        for (String piece : Files.readString(log, StandardCharsets.ISO_8859_1).split("\n", -1)) {
            if (LINE.matcher(piece).matches()) {
                add(found, line.toString());
                line.setLength(0);
            } else if (line.length() > 0) {
                line.append('\n');
            }
            line.append(piece);
        }
        add(found, line.toString());
        return new ArrayList<>(found.values());
    }

    private static void add(Map<Long, List<String>> found, String line) {
        String whole = line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
        Matcher m = LINE.matcher(whole);
        if (m.matches() && m.group(2) != null) {
            String text = CLIENT_PORT.matcher(m.group(3)).replaceFirst("client $1:PORT connected");
            found.computeIfAbsent(Long.valueOf(m.group(2)), n -> new ArrayList<>())
                    .add(m.group(1) + " " + (whole.length() < CUT ? text : text.substring(0, ALIKE)));
        }
    }
}

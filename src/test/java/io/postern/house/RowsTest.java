package io.postern.house;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.directive.Context;
import io.postern.directive.Row;
import io.postern.process.Modules;
import io.postern.settings.Module;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every directive is said what it is for, is shown right and wrong, and stands where nginx's stands. */
class RowsTest {
    private static final Path SAMPLES = Path.of("testdata/conf");
    private static final Set<Context> OURS = Set.of(Context.MAIN, Context.EVENTS, Context.MAIL, Context.MAIL_SERVER);

    /** One line of nginx's table. */
    record Line(String name, Set<String> contexts, String arguments) {}

    @Test
    void everyRow_hasOneSentence() {
        List<String> wrong = new ArrayList<>();
        for (Row<?> row : rows()) {
            if (row.doc().isBlank() || !row.doc().endsWith(".") || row.doc().contains("\n")) {
                wrong.add(row.name() + ": " + row.doc());
            }
        }
        assertEquals(List.of(), wrong);
    }

    /** Rows that nginx has and that mean nothing in one process: their value is checked and nobody asks for it. */
    private static final Set<String> TAKEN_ONLY =
            Set.of("accept_mutex", "debug_points", "multi_accept", "timer_resolution");

    @Test
    void everyRow_isReadBySomebody() throws IOException {
        Pattern declared = Pattern.compile("Row<.*> ([A-Z][A-Z_0-9]*)\\s*=\\s*TABLE\\.\\w+\\(\\s*\"(\\w+)\"");
        Set<String> unread = new TreeSet<>();
        int rows = 0;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith("Module.java")).toList()) {
                String text = Files.readString(file);
                for (Matcher row = declared.matcher(text); row.find(); rows++) {
                    boolean read = Pattern.compile("\\b" + row.group(1) + "\\b")
                                    .matcher(text)
                                    .results()
                                    .count()
                            > 1;
                    if (!read) {
                        unread.add(row.group(2));
                    }
                }
            }
        }
        assertTrue(rows > 60, "rows are found: " + rows);
        assertEquals(new TreeSet<>(TAKEN_ONLY), unread);
    }

    @Test
    void everyRow_hasAGoodAndABadSample() {
        Set<String> missing = new TreeSet<>();
        for (Row<?> row : rows()) {
            if (!row.contexts().stream().anyMatch(OURS::contains)) {
                continue;
            }
            for (String kind : List.of("good", "bad")) {
                if (!Files.exists(SAMPLES.resolve(kind).resolve(row.name() + ".conf"))) {
                    missing.add(kind + "/" + row.name() + ".conf");
                }
            }
        }
        assertEquals(Set.of(), missing);
    }

    @Test
    void everyRowOfNginx_hasNginxsContextsAndArity() throws IOException {
        List<String> wrong = new ArrayList<>();
        List<Line> table = table();
        for (Row<?> row : rows()) {
            Set<String> contexts = new HashSet<>();
            row.contexts().forEach(c -> contexts.add(c.label()));
            List<Line> named =
                    table.stream().filter(l -> l.name.equals(row.name())).toList();
            if (named.isEmpty()) {
                continue;
            }
            boolean same = named.stream()
                    .anyMatch(l -> l.contexts.containsAll(contexts)
                            && arities(l.arguments).equals(arities(row)));
            if (!same) {
                wrong.add(row.name() + " in " + contexts + ", " + row.arity() + " but nginx: " + named);
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void everyDirectiveOfMail_hasARow() throws IOException {
        Set<String> missing = new TreeSet<>();
        for (Line line : table()) {
            for (Context context : List.of(Context.MAIL, Context.MAIL_SERVER, Context.EVENTS)) {
                boolean known = rows().stream()
                        .anyMatch(
                                r -> r.name().equals(line.name) && r.contexts().contains(context));
                if (line.contexts.contains(context.label()) && !known && !ELSEWHERE.contains(line.name)) {
                    missing.add(line.name + " in " + context.label());
                }
            }
        }
        assertEquals(Set.of(), missing);
    }

    /** The blocks themselves, and methods of events that Linux does not have or that have nothing to tune here. */
    private static final Set<String> ELSEWHERE = Set.of(
            "server",
            "devpoll_changes",
            "devpoll_events",
            "eventport_events",
            "acceptex_read",
            "iocp_threads",
            "post_acceptex",
            "kqueue_changes",
            "kqueue_events",
            "epoll_events",
            "worker_aio_requests");

    private static List<Row<?>> rows() {
        List<Row<?>> rows = new ArrayList<>();
        for (Module<?> module : Modules.all()) {
            rows.addAll(module.table().rows());
        }
        return rows;
    }

    private static String arities(Row<?> row) {
        StringBuilder counts = new StringBuilder(row.arity().flag() ? "flag" : "");
        for (int count = 0; count < 10; count++) {
            counts.append(row.arity().allows(count) ? '1' : '0');
        }
        return counts.toString();
    }

    /** The table's column the same way, worked out apart from the program's own reading of it. */
    private static String arities(String column) {
        if (column.equals("flag")) {
            return "flag0100000000";
        }
        StringBuilder counts = new StringBuilder();
        for (int count = 0; count < 10; count++) {
            boolean allowed = false;
            for (String part : column.split(",", -1)) {
                String[] ends = part.split("-", -1);
                if (part.endsWith("+")) {
                    allowed |= count >= Integer.parseInt(part.substring(0, part.length() - 1));
                } else {
                    allowed |= count >= Integer.parseInt(ends[0]) && count <= Integer.parseInt(ends[ends.length - 1]);
                }
            }
            counts.append(allowed ? '1' : '0');
        }
        return counts.toString();
    }

    private static List<Line> table() throws IOException {
        List<Line> lines = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(Row.class.getResourceAsStream("directives.tsv"))) {
            for (String line : new String(in.readAllBytes(), UTF_8).split("\n", -1)) {
                String[] columns = line.split("\t", -1);
                if (columns.length > 4 && !columns[4].equals("block") && !columns[2].equals("contexts")) {
                    lines.add(new Line(columns[1], Set.of(columns[2].split(",", -1)), columns[3]));
                }
            }
        }
        return lines;
    }
}

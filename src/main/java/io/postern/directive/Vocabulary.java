package io.postern.directive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every directive known: the modules' own rows, and nginx's others as data. Confined to one thread. */
public final class Vocabulary {
    /** Modules of nginx for other systems, and one it does not build by itself. */
    private static final Set<String> ELSEWHERE = Set.of(
            "ngx_devpoll_module",
            "ngx_eventport_module",
            "ngx_google_perftools_module",
            "ngx_iocp_module",
            "ngx_kqueue_module");

    /** The table's lines that every configuration of mail needs; the table itself, a resource, is read when others are. */
    static final List<String> FRAME = List.of(
            "ngx_conf_file\tinclude\tany\t1\t-\tcustom",
            "ngx_event\tevents\tmain\t0\tblock\tcustom",
            "ngx_mail\tmail\tmain\t0\tblock\tcustom",
            "ngx_mail_core_module\tserver\tmail\t0\tblock\tcustom");

    /** Lines of nginx's table by directive, null until one is asked for; most never are, and so never become rows. */
    private @Nullable Map<String, List<String>> untold;

    private final Set<String> covered = new HashSet<>();
    private final Map<String, List<Row<?>>> byName = new HashMap<>(512);
    private final Judge judge;

    private Vocabulary(Judge judge) {
        this.judge = judge;
    }

    /** The modules' rows first, then nginx 1.31.5's directives for the contexts that no row covers. */
    public static Vocabulary of(List<Table> tables, Judge judge) {
        Vocabulary all = new Vocabulary(judge);
        for (Table table : tables) {
            for (Row<?> row : table.rows()) {
                all.add(row);
                for (Context context : row.contexts()) {
                    all.covered.add(row.name() + '\t' + context.label());
                }
            }
        }
        for (String line : FRAME) {
            all.tell(line);
        }
        return all;
    }

    /** The row of this name for a statement in this context; null where it may not stand there. */
    public @Nullable Row<?> find(String name, Context context) {
        // the modules' rows and the frame stand first: what needs no others never costs the reading of nginx's table
        Row<?> own = in(context, byName.getOrDefault(name, List.of()));
        return own != null ? own : in(context, named(name));
    }

    private static @Nullable Row<?> in(Context context, List<Row<?>> rows) {
        for (Row<?> row : rows) {
            if (row.contexts().contains(context)) {
                return row;
            }
        }
        return null;
    }

    /** All rows of this name, in any context. */
    public List<Row<?>> named(String name) {
        List<String> lines = untold().remove(name);
        if (lines != null) {
            lines.forEach(this::tell);
        }
        return byName.getOrDefault(name, List.of());
    }

    /** All names. */
    public Set<String> names() {
        List.copyOf(untold().keySet()).forEach(this::named);
        return Collections.unmodifiableSet(byName.keySet());
    }

    private void tell(String line) {
        Row<?> row = reference(line.split("\t", -1), covered);
        if (row != null) {
            add(row);
        }
    }

    private void add(Row<?> row) {
        List<Row<?>> known = byName.get(row.name());
        if (known == null) {
            known = new ArrayList<>(1);
            byName.put(row.name(), known);
        }
        known.add(row);
    }

    private Map<String, List<String>> untold() {
        if (untold == null) {
            untold = reference();
        }
        return untold;
    }

    private static Map<String, List<String>> reference() {
        Map<String, List<String>> lines = new HashMap<>(2048);
        String text;
        try (InputStream in = Objects.requireNonNull(Vocabulary.class.getResourceAsStream("directives.tsv"))) {
            text = new String(in.readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int end;
        for (int start = text.indexOf('\n') + 1; (end = text.indexOf('\n', start)) > 0; start = end + 1) {
            String line = text.substring(start, end);
            if (!FRAME.contains(line)) {
                int name = line.indexOf('\t') + 1;
                lines.computeIfAbsent(line.substring(name, line.indexOf('\t', name)), n -> new ArrayList<>(1))
                        .add(line);
            }
        }
        return lines;
    }

    private @Nullable Row<?> reference(String[] columns, Set<String> covered) {
        List<Context> contexts = new ArrayList<>();
        if (ELSEWHERE.contains(columns[0])) {
            return null;
        }
        if (columns[2].equals("any")) {
            contexts.addAll(List.of(Context.values()));
            contexts.remove(Context.DATA);
        } else {
            for (String label : columns[2].split(",", -1)) {
                Context context = Context.of(label);
                if (context != null && !covered.contains(columns[1] + '\t' + label)) {
                    contexts.add(context);
                }
            }
        }
        boolean block = columns[4].equals("block");
        return contexts.isEmpty()
                ? null
                : new Row<>(
                        columns[1],
                        columns[0],
                        Arity.of(columns[3]),
                        judge.type(columns[0], columns[1], columns[5]),
                        null,
                        "",
                        contexts,
                        block);
    }
}

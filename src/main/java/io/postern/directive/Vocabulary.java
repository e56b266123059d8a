package io.postern.directive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
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

/** Every directive known: the modules' own rows, and nginx's others as data. */
public final class Vocabulary {
    /** Modules of nginx for other systems, and one it does not build by itself. */
    private static final Set<String> ELSEWHERE = Set.of(
            "ngx_devpoll_module",
            "ngx_eventport_module",
            "ngx_google_perftools_module",
            "ngx_iocp_module",
            "ngx_kqueue_module");

    private final Map<String, List<Row<?>>> byName = new HashMap<>(2048);

    private Vocabulary() {}

    /** The modules' rows first, then nginx 1.31.5's directives for the contexts that no row covers. */
    public static Vocabulary of(List<Table> tables) {
        Vocabulary all = new Vocabulary();
        Set<String> covered = new HashSet<>();
        for (Table table : tables) {
            for (Row<?> row : table.rows()) {
                all.add(row);
                for (Context context : row.contexts()) {
                    covered.add(row.name() + '\t' + context.label());
                }
            }
        }
        all.addReference(covered);
        return all;
    }

    /** The row of this name for a statement in this context; null where it may not stand there. */
    public @Nullable Row<?> find(String name, Context context) {
        for (Row<?> row : named(name)) {
            if (row.contexts().contains(context)) {
                return row;
            }
        }
        return null;
    }

    /** All rows of this name, in any context. */
    public List<Row<?>> named(String name) {
        return byName.getOrDefault(name, List.of());
    }

    /** All names. */
    public Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    private void add(Row<?> row) {
        byName.computeIfAbsent(row.name(), n -> new ArrayList<>(1)).add(row);
    }

    private void addReference(Set<String> covered) {
        try (InputStream in = Objects.requireNonNull(Vocabulary.class.getResourceAsStream("directives.tsv"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Row<?> row = reference(line.split("\t", -1), covered);
                if (row != null) {
                    add(row);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Row<?> reference(String[] columns, Set<String> covered) {
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
                        CarriedTypes.of(columns[0], columns[1], columns[5]),
                        null,
                        "",
                        contexts,
                        block);
    }
}

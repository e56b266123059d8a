package io.postern.directive;

import io.postern.lang.Node;
import io.postern.lang.Origin;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One {@code { … }} of the tree (or the whole file): its statements in order and the values its rows have here. */
public final class Block {
    private final Context context;
    private final Origin origin;
    private final @Nullable Node head;
    private final @Nullable Block parent;
    private final List<Directive> directives = new ArrayList<>();
    private final Map<Row<?>, Held> values = new HashMap<>(2);
    private final Map<Class<?>, Object> memory = new HashMap<>(2);
    /** The names of all statements in the tree: one that is not there need not be looked for block by block. */
    private final Set<String> names;

    private @Nullable DataLine lines;
    /** Made when first asked for. */
    private @Nullable Map<String, List<Directive>> byName;

    /** The main context. */
    Block(Origin origin) {
        this.context = Context.MAIN;
        this.origin = origin;
        this.head = null;
        this.parent = null;
        this.names = new HashSet<>();
    }

    Block(Context context, Node head, Block parent) {
        this.context = context;
        this.origin = head.origin();
        this.head = head;
        this.parent = parent;
        this.names = parent.names;
    }

    /** The directive that opened it; null for the main context. */
    public @Nullable String head() {
        return head == null ? null : head.name();
    }

    /** The statement that opened it; null for the main context. */
    public @Nullable Node opening() {
        return head;
    }

    /** An argument of the directive that opened it, from 1; null for the main context. */
    public @Nullable String argument(int index) {
        return head == null ? null : head.words().get(index).text();
    }

    public Context context() {
        return context;
    }

    /** Where the block's "{" stands. */
    public Origin origin() {
        return origin;
    }

    public @Nullable Block parent() {
        return parent;
    }

    /** All statements in reading order, includes resolved. */
    public List<Directive> directives() {
        return Collections.unmodifiableList(directives);
    }

    /** The statements of this name, in order. */
    public List<Directive> all(String name) {
        Map<String, List<Directive>> index = byName;
        if (index == null) {
            index = new HashMap<>();
            for (Directive directive : directives) {
                add(index, directive);
            }
            byName = index;
        }
        return Collections.unmodifiableList(index.getOrDefault(name, List.of()));
    }

    /** Whether any block of the tree has a statement of this name. */
    public boolean anywhere(String name) {
        return names.contains(name);
    }

    /** The value the row has in this very block; null where it is not set. */
    @SuppressWarnings("unchecked")
    public <T> @Nullable T value(Row<T> row) {
        Held set = values.get(row);
        return set == null ? null : (T) set.value;
    }

    /** Where the row was last set in this very block; null where it is not. */
    public @Nullable Origin where(Row<?> row) {
        Held set = values.get(row);
        return set == null ? null : set.origin;
    }

    /** What the judge of this block remembers about it, one thing per class. */
    public <T> T memo(Class<T> kind, Supplier<T> fresh) {
        Object found = memory.get(kind);
        if (found == null) {
            found = fresh.get();
            memory.put(kind, found);
        }
        return kind.cast(found);
    }

    /** What was remembered; null where nothing was. */
    public <T> @Nullable T remembered(Class<T> kind) {
        return kind.cast(memory.get(kind));
    }

    /** Says who takes the block's lines; for blocks of data. */
    public void lines(DataLine taker) {
        lines = taker;
    }

    @Nullable
    DataLine lines() {
        return lines;
    }

    void put(Row<?> row, Object value, Origin where) {
        values.put(row, new Held(value, where));
    }

    void add(Directive directive) {
        directives.add(directive);
        names.add(directive.name());
        Map<String, List<Directive>> index = byName;
        if (index != null) {
            add(index, directive);
        }
    }

    private static void add(Map<String, List<Directive>> index, Directive directive) {
        List<Directive> known = index.get(directive.name());
        if (known == null) {
            known = new ArrayList<>(1);
            index.put(directive.name(), known);
        }
        known.add(directive);
    }

    private record Held(Object value, Origin origin) {}
}

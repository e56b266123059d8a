package io.postern.directive;

import io.postern.lang.Node;
import io.postern.lang.Origin;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One {@code { … }} of the tree (or the whole file): its statements in order and the values its rows have here. */
public final class Block {
    private final Context context;
    private final Origin origin;
    private final @Nullable Node head;
    private final @Nullable Block parent;
    private final List<Directive> directives = new ArrayList<>();
    private final Map<Row<?>, Set> values = new HashMap<>(2);

    /** The main context. */
    Block(Origin origin) {
        this.context = Context.MAIN;
        this.origin = origin;
        this.head = null;
        this.parent = null;
    }

    Block(Context context, Node head, Block parent) {
        this.context = context;
        this.origin = head.origin();
        this.head = head;
        this.parent = parent;
    }

    /** The directive that opened it; null for the main context. */
    public @Nullable String head() {
        return head == null ? null : head.name();
    }

    /** The statement that opened it; null for the main context. */
    public @Nullable Node opening() {
        return head;
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
        return directives.stream().filter(d -> d.name().equals(name)).toList();
    }

    /** The value the row has in this very block; null where it is not set. */
    @SuppressWarnings("unchecked")
    public <T> @Nullable T value(Row<T> row) {
        Set set = values.get(row);
        return set == null ? null : (T) set.value;
    }

    /** Where the row was last set in this very block; null where it is not. */
    public @Nullable Origin where(Row<?> row) {
        Set set = values.get(row);
        return set == null ? null : set.origin;
    }

    void put(Row<?> row, Object value, Origin where) {
        values.put(row, new Set(value, where));
    }

    void add(Directive directive) {
        directives.add(directive);
    }

    private record Set(Object value, Origin origin) {}
}

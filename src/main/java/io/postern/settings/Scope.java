package io.postern.settings;

import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Cycle;
import io.postern.directive.Row;
import io.postern.lang.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which value a directive has here: the server's, else mail's, else the default. */
public final class Scope {
    private final Cycle cycle;
    private final List<Block> chain;
    private final Function<Class<?>, @Nullable Object> others;

    Scope(Cycle cycle, List<Block> chain, Function<Class<?>, @Nullable Object> others) {
        this.cycle = cycle;
        this.chain = chain;
        this.others = others;
    }

    /** The value of a row that has a default. */
    public <T> T get(Row<T> row) {
        T found = find(row);
        if (found == null) {
            throw new IllegalStateException(row.name() + " has no default; use find");
        }
        return found;
    }

    /** The value of a row; null where it is set nowhere and has no default. */
    public <T> @Nullable T find(Row<T> row) {
        for (Block block : chain) {
            T value = block.value(row);
            if (value != null) {
                return value;
            }
        }
        return cycle.fallback(row);
    }

    /** The value set in the innermost block itself (the server); null where it is not set there. */
    public <T> @Nullable T here(Row<T> row) {
        return chain.get(0).value(row);
    }

    /** Where the value in force was written; null where it is the default. */
    public @Nullable Origin where(Row<?> row) {
        for (Block block : chain) {
            Origin origin = block.where(row);
            if (origin != null) {
                return origin;
            }
        }
        return null;
    }

    /** The place of the innermost block: for a server, the line nginx names in its errors. */
    public Origin origin() {
        return chain.get(0).origin();
    }

    /** The innermost block. */
    public Block block() {
        return chain.get(0);
    }

    /** A scope one block further in, for modules that walk their own blocks (http's locations). */
    public Scope inner(Block block) {
        List<Block> longer = new ArrayList<>(chain.size() + 1);
        longer.add(block);
        longer.addAll(chain);
        return new Scope(cycle, longer, others);
    }

    public Cycle cycle() {
        return cycle;
    }

    /** The settings, for the same server or the whole file, of a module that is read before this one. */
    public <S> S of(Class<S> kind) {
        return Objects.requireNonNull(kind.cast(others.apply(kind)), () -> kind + " is not read yet");
    }

    /** {@code text for server in file:line}-like errors: the text, then this scope's place. */
    public Complaint complain(String text) {
        return Complaint.at(origin(), text);
    }
}

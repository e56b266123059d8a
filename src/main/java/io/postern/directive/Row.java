package io.postern.directive;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All about one directive. Made by {@link Table#row}, which lists it at the same time; compared by identity.
 *
 * @param <T> its value
 */
public final class Row<T> {
    private final String name;
    private final String module;
    private final Arity arity;
    private final Type<T> type;
    private final @Nullable String fallback;
    private final String doc;
    private final Set<Context> contexts;
    private final boolean block;

    Row(
            String name,
            String module,
            Arity arity,
            Type<T> type,
            @Nullable String fallback,
            String doc,
            List<Context> contexts,
            boolean block) {
        this.name = name;
        this.module = module;
        this.arity = arity;
        this.type = type;
        this.fallback = fallback;
        this.doc = doc;
        this.contexts = contexts.isEmpty() ? EnumSet.noneOf(Context.class) : EnumSet.copyOf(contexts);
        this.block = block;
    }

    public String name() {
        return name;
    }

    /** nginx's module, such as {@code ngx_mail_proxy_module}; ours for extensions. */
    public String module() {
        return module;
    }

    public Arity arity() {
        return arity;
    }

    public Type<T> type() {
        return type;
    }

    /** The default as one would write it after the name; null where there is none. */
    public @Nullable String fallback() {
        return fallback;
    }

    /** One sentence for people. */
    public String doc() {
        return doc;
    }

    public Set<Context> contexts() {
        return contexts;
    }

    /** Whether it opens a block. */
    public boolean opensBlock() {
        return block;
    }

    @Override
    public String toString() {
        return name;
    }
}

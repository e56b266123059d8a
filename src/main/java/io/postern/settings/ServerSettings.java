package io.postern.settings;

import io.postern.directive.Block;
import io.postern.lang.Origin;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What every module reads for one mail server. */
public final class ServerSettings {
    private final Block block;
    private final Map<Class<?>, Object> values = new HashMap<>();

    ServerSettings(Block block) {
        this.block = block;
    }

    /** The settings of this class. */
    public <S> S get(Class<S> kind) {
        return Objects.requireNonNull(kind.cast(values.get(kind)), () -> "no settings of " + kind);
    }

    /** Where the server's "{" stands. */
    public Origin origin() {
        return block.origin();
    }

    public Block block() {
        return block;
    }

    @Nullable
    Object peek(Class<?> kind) {
        return values.get(kind);
    }

    void put(Class<?> kind, Object value) {
        values.put(kind, value);
    }
}

package io.postern.directive;

import io.postern.lang.Node;
import io.postern.lang.Origin;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One statement as a {@link Type} sees it: {@code get(0)} is the name, {@code get(1)} nginx's {@code value[1]}. */
public final class Args {
    private final Node node;
    private final Block block;
    private final Cycle cycle;
    private final @Nullable Block inner;

    Args(Node node, Block block, Cycle cycle) {
        this(node, block, cycle, null);
    }

    Args(Node node, Block block, Cycle cycle, @Nullable Block inner) {
        this.node = node;
        this.block = block;
        this.cycle = cycle;
        this.inner = inner;
    }

    public String name() {
        return node.name();
    }

    /** The number of arguments, the name not counted; valid indices are 1 to this. */
    public int count() {
        return node.words().size() - 1;
    }

    /** The argument's bytes as ISO_8859_1, from 1. */
    public String get(int index) {
        return node.words().get(index).text();
    }

    /** The argument as C's "%s" prints it: up to the first NUL. */
    public String printed(int index) {
        return Types.cString(get(index));
    }

    public Origin origin() {
        return node.origin();
    }

    public Node node() {
        return node;
    }

    /** The block the statement stands in, with what was set in it so far. */
    public Block block() {
        return block;
    }

    /** The block that the statement opens, still empty. */
    public Block inner() {
        return Objects.requireNonNull(inner, "the statement opens no block");
    }

    public Cycle cycle() {
        return cycle;
    }

    /** Reports {@code [warn] … text in file:line} and goes on. */
    public void warn(String text) {
        cycle.report(new Finding(Severity.WARN, text, node.origin(), true, node));
    }
}

package io.postern.directive;

import io.postern.lang.Node;
import io.postern.lang.Origin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One statement of the typed tree.
 *
 * @param row what the directive is; null for lines of data blocks and of modules we do not know
 * @param value the statement's parsed value; null for blocks and data
 * @param block its contents, where it opened a block
 */
public record Directive(
        Node node,
        @Nullable Row<?> row,
        @Nullable Object value,
        @Nullable Block block) {
    public String name() {
        return node.name();
    }

    public Origin origin() {
        return node.origin();
    }

    /** The arguments' texts, without the name. */
    public List<String> arguments() {
        return node.words().stream().skip(1).map(w -> w.text()).toList();
    }
}

package io.postern.carried;

import io.postern.directive.Block;
import io.postern.directive.Directive;
import io.postern.directive.Units;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values that are set in a block, or in one around it. */
final class Numbers {
    private Numbers() {}

    /** The last statement of this name in force for a block; null where there is none. */
    static @Nullable Directive inForce(Block block, String name) {
        List<Directive> all = allInForce(block, name);
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    /** All statements of this name in the innermost block that has any. */
    static List<Directive> allInForce(Block block, String name) {
        if (!block.anywhere(name)) {
            return List.of();
        }
        for (Block b = block; b != null; b = b.parent()) {
            List<Directive> all = b.all(name);
            if (!all.isEmpty()) {
                return all;
            }
        }
        return List.of();
    }

    /** The first argument of the statement in force; the text given where there is none. */
    static String word(Block block, String name, String otherwise) {
        Directive found = inForce(block, name);
        return found == null ? otherwise : found.arguments().get(0);
    }

    /** A number or size in force. */
    static long of(Block block, String name, long otherwise) {
        Directive found = inForce(block, name);
        return found == null ? otherwise : Units.offset(found.arguments().get(0));
    }

    /** A flag in force. */
    static boolean on(Block block, String name) {
        return word(block, name, "off").equalsIgnoreCase("on");
    }
}

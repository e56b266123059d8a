package io.postern.directive;

import io.postern.lang.Origin;

/** Who judges the statements of nginx's modules that are known to the reference table only: handed in from above. */
public interface Judge {
    /** Takes every value; for readers of a few modules alone. */
    Judge NONE = new Judge() {
        @Override
        public Type<?> type(String module, String name, String slot) {
            return Types.lastWins(Types.WORDS);
        }

        @Override
        public void closed(Block block, Origin end) {}
    };

    /**
     * How the directive's statements are judged; asked for when the first one is met. For a directive that opens a block its
     * head is, and {@link Args#inner} is the block.
     *
     * @param module nginx's module
     * @param slot the reference table's last column
     */
    Type<?> type(String module, String name, String slot);

    /**
     * Called at the "}" of every block without an error of its own.
     *
     * @param end the place of the "}"
     */
    void closed(Block block, Origin end);
}

package io.postern.directive;

/** What is to be checked when a block of some context ends; a {@link Complaint} is placed at the block's "}". */
public interface BlockHook {
    /** Called at the "}" of every block without an error of its own. */
    void closed(Block block);
}

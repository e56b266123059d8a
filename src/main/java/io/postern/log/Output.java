package io.postern.log;

/** Where finished lines go. Safe on any thread; a failure is never the writer's concern. */
public interface Output {
    /** Takes one line, line feed included, in one piece; false where the disk is full. */
    boolean write(Level level, byte[] bytes, int length);

    /** Whether this is standard error, so that a line is not shown there twice. */
    default boolean isStderr() {
        return false;
    }

    /** Lets go of sockets; files belong to {@link LogFiles}. */
    default void close() {}
}

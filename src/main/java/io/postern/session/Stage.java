package io.postern.session;

/** What a session is doing: who is told that there is something to read, that all is sent, that time is up. The active one is the state. */
interface Stage {
    /** Nothing is read and nothing expected: the auth source or the back end is thinking. */
    Stage BLOCKED = new Stage() {};

    default void readable() {}

    /** What was said has gone to the kernel. */
    default void sent() {}

    /** The session's read timer rang. */
    default void timedOut() {}
}

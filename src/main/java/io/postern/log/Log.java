package io.postern.log;

/**
 * Where a line about one thing (the process, a connection) goes: nginx's ngx_log_t. Texts are ISO-8859-1, byte for byte.
 * Implementations add time, level, pid, the connection's number and its context (", client: …").
 */
public interface Log {
    /** Whether a line of this level would be written anywhere. */
    boolean takes(Level level);

    /** Writes one line; control bytes in it are the caller's, as in nginx. */
    void write(Level level, String text);

    /** Writes one line with nginx's words for an errno: {@code text (110: Connection timed out)}, before the context. */
    void write(Level level, int errno, String text);
}

package io.postern.log;

import io.postern.directive.Errno;

/** One line in the making: nginx's buffer of NGX_MAX_ERROR_STR bytes, with its rules for what no longer fits. */
final class Line {
    /** Longest line, line feed included. */
    static final int MAX = 2048;

    /** Room that is kept for an errno's words. */
    private static final int ERRNO_ROOM = 50;

    private final byte[] bytes = new byte[MAX];
    private int length;
    private int message;
    private boolean busy;

    /** Whether this line is still being written: an output that fails may want to say so meanwhile. */
    boolean busy() {
        return busy;
    }

    /** The line has been written. */
    void done() {
        busy = false;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Where the text begins: behind time, level, pid and connection number. */
    int message() {
        return message;
    }

    Line begin(String time, Level level, String pid, long connection) {
        busy = true;
        length = 0;
        put(time)
                .put(" [")
                .put(level.label())
                .put("] ")
                .put(pid)
                .put("#")
                .put(pid)
                .put(": ");
        if (connection != 0) {
            put("*").put(Long.toString(connection)).put(" ");
        }
        message = length;
        return this;
    }

    Line put(String text) {
        int n = Math.min(text.length(), MAX - length);
        for (int i = 0; i < n; i++) {
            char c = text.charAt(i);
            bytes[length + i] = (byte) (c < 256 ? c : '?');
        }
        length += n;
        return this;
    }

    /** Adds an errno's words; a text that leaves no room for them is cut and ends in dots (ngx_log_errno). */
    Line errno(int errno) {
        if (length > MAX - ERRNO_ROOM) {
            length = MAX - ERRNO_ROOM;
            put("...");
        }
        return put(Errno.form(errno));
    }

    void end() {
        if (length > MAX - 1) {
            length = MAX - 1;
        }
        bytes[length++] = '\n';
    }
}

package io.postern.log;

import io.postern.directive.Errno;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Standard error: a log of its own ({@code error_log stderr}), and where lines up to warn are shown besides until the process has
 * started (nginx's ngx_use_stderr).
 */
public final class Stderr implements Output {
    /** Who speaks: scripts match on nginx's name. */
    private static final String NAME = "nginx: ";

    private final FileOutputStream out = new FileOutputStream(FileDescriptor.err);
    private volatile boolean shown = true;

    /** Stops showing lines of other logs: the process has started. */
    public void started() {
        shown = false;
    }

    boolean shows(Level level) {
        return shown && Level.WARN.includes(level);
    }

    /** Shows a line of another log, without its time and pid. */
    void show(Level level, byte[] bytes, int from, int to) {
        byte[] head = (NAME + "[" + level.label() + "] ").getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[head.length + to - from];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(bytes, from, all, head.length, to - from);
        put(all, all.length);
    }

    /** Says something that belongs to no level: {@code nginx: text}. */
    public void say(String text) {
        byte[] all = (NAME + text + "\n").getBytes(StandardCharsets.ISO_8859_1);
        put(all, all.length);
    }

    @Override
    public boolean write(Level level, byte[] bytes, int length) {
        return put(bytes, length);
    }

    @Override
    public boolean isStderr() {
        return true;
    }

    private boolean put(byte[] bytes, int length) {
        try {
            out.write(bytes, 0, length);
            return true;
        } catch (IOException e) {
            // nowhere left to say it
            return Errno.of(e) != Errno.ENOSPC;
        }
    }
}

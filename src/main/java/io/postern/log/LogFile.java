package io.postern.log;

import io.postern.directive.Errno;
import io.postern.lang.FileName;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An open log file. Each line is one write(2) in append mode, so that lines of several threads and processes stay whole and a
 * rotated file needs no seek. Safe on any thread.
 */
public final class LogFile implements Output {
    private final String name;
    private volatile @Nullable OutputStream out;
    /** Until when (seconds) nothing is written because the disk is full: writing to it can be slow. */
    private volatile long fullAt;

    LogFile(String path) {
        this.name = path;
    }

    /** The name as the configuration gives it, made absolute by the prefix. */
    public String path() {
        return name;
    }

    void open() throws IOException {
        out = FileName.append(name);
    }

    /** Puts a freshly opened file in the place of the old one; lines go to one or the other, none is lost. */
    void replaceBy(OutputStream fresh) {
        OutputStream old = out;
        out = fresh;
        close(old);
    }

    @Override
    public void write(Level level, byte[] bytes, int length) {
        if (fullAt != 0 && fullAt == System.currentTimeMillis() / 1000) {
            return;
        }
        for (int attempt = 0; attempt < 3; attempt++) {
            OutputStream o = out;
            if (o == null) {
                return;
            }
            try {
                o.write(bytes, 0, length);
                return;
            } catch (IOException e) {
                if (o != out) {
                    continue; // closed under us by a reopen: the line belongs into the new file
                }
                if (Errno.of(e) == Errno.ENOSPC) {
                    fullAt = System.currentTimeMillis() / 1000;
                }
                return;
            }
        }
    }

    @Override
    public void close() {
        OutputStream o = out;
        out = null;
        close(o);
    }

    private static void close(@Nullable OutputStream file) {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                // nothing is buffered; there is no one left to tell
            }
        }
    }
}

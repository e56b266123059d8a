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
    public boolean write(Level level, byte[] bytes, int length) {
        for (int attempt = 0; attempt < 3; attempt++) {
            OutputStream o = out;
            if (o == null) {
                return true;
            }
            try {
                o.write(bytes, 0, length);
                return true;
            } catch (IOException e) {
                if (o != out) {
                    continue; // closed under us by a reopen: the line belongs into the new file
                }
                return Errno.of(e) != Errno.ENOSPC;
            }
        }
        return true;
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

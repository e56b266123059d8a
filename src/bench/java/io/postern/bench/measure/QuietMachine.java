package io.postern.bench.measure;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Takes turns with others on one machine by an exclusive flock(2) on a file, as flock(1) does. */
public final class QuietMachine {
    private static final int READ_WRITE_CREATE = 0102;

    private final int fd;

    public QuietMachine(@Nullable Path file) {
        fd = file == null ? -1 : Kernel.C.open(file.toString(), READ_WRITE_CREATE, 0644);
        if (file != null && fd < 0) {
            throw new IllegalArgumentException("cannot open " + file);
        }
    }

    /** Waits for the turn; returns what ends it. */
    public Turn take() {
        if (fd < 0) {
            return () -> {};
        }
        Kernel.C.flock(fd, Kernel.LOCK_EXCLUSIVE);
        return () -> Kernel.C.flock(fd, Kernel.LOCK_NONE);
    }

    /** The time that one has the machine. */
    public interface Turn extends AutoCloseable {
        @Override
        void close();
    }
}

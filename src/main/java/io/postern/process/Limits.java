package io.postern.process;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import io.postern.log.Level;
import io.postern.log.Log;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** What the main context says about the system's bounds for the process and its threads (ngx_worker_process_init). */
final class Limits {
    private static final int PRIO_PROCESS = 0;
    private static final int CPU_BYTES = Affinity.MOST / 8;

    private final Log log;

    Limits(Log log) {
        this.log = log;
    }

    /** Descriptors, core files, nice value, working directory. */
    void apply(MainSettings core) {
        limit(Libc.RLIMIT_NOFILE, "RLIMIT_NOFILE", core.nofile());
        limit(Libc.RLIMIT_CORE, "RLIMIT_CORE", core.core());
        if (core.priority() != 0) {
            nice(core.priority());
        }
        String directory = core.directory();
        if (directory != null) {
            try {
                Libc.chdir(directory);
            } catch (LastErrorException e) {
                log.write(Level.ALERT, e.getErrorCode(), "chdir(\"" + directory + "\") failed");
            }
        }
    }

    /** nginx's warning where descriptors run out before connections do. */
    void compare(int connections, @Nullable Long nofile) {
        long[] limits = new long[2];
        Libc.getrlimit(Libc.RLIMIT_NOFILE, limits);
        long limit = nofile == null ? limits[0] : nofile;
        if (connections > limits[0] && connections > limit) {
            log.write(Level.WARN, connections + " worker_connections exceed open file resource limit: " + limit);
        }
    }

    private void limit(int resource, String name, @Nullable Long value) {
        if (value == null) {
            return;
        }
        try {
            Libc.setrlimit(resource, new long[] {value, value});
        } catch (LastErrorException e) {
            log.write(Level.ALERT, e.getErrorCode(), "setrlimit(" + name + ", " + value + ") failed");
        }
    }

    /** Linux keeps it thread by thread; those still to come inherit it from those that start them. */
    private void nice(int priority) {
        String[] threads = Path.of("/proc/self/task").toFile().list();
        for (String thread : threads == null ? new String[] {"0"} : threads) {
            try {
                Libc.setpriority(PRIO_PROCESS, Integer.parseInt(thread), priority);
            } catch (LastErrorException e) {
                log.write(Level.ALERT, e.getErrorCode(), "setpriority(" + priority + ") failed");
                return;
            }
        }
    }

    /** Ties each event loop to its processors. */
    void tie(EventExecutorGroup loops, Affinity affinity) {
        int number = 0;
        for (EventExecutor loop : loops) {
            BitSet cpus = affinity.of(number++);
            if (cpus != null && loop instanceof EventLoop) {
                loop.execute(() -> tie(cpus));
            }
        }
    }

    private void tie(BitSet cpus) {
        try {
            byte[] mask = Arrays.copyOf(cpus.toByteArray(), CPU_BYTES);
            Libc.sched_setaffinity(0, new NativeLong(mask.length), mask);
        } catch (LastErrorException e) {
            log.write(Level.ALERT, e.getErrorCode(), "sched_setaffinity() failed");
        }
    }

    /** The line about descriptors that nginx writes at its start. */
    static String descriptors() {
        long[] limits = new long[2];
        Libc.getrlimit(Libc.RLIMIT_NOFILE, limits);
        return "getrlimit(RLIMIT_NOFILE): " + limits[0] + ":" + limits[1];
    }
}

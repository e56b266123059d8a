package io.postern.process;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import io.postern.lang.FileName;
import io.postern.log.Level;
import io.postern.log.Log;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the main context says about the system's bounds for the process and its threads. In nginx each worker sets its own when it is
 * started (ngx_worker_process_init); here a reload changes them, and takes back what is no longer asked for. Used by the main thread.
 */
final class Limits {
    private static final int PRIO_PROCESS = 0;
    private static final int ESRCH = 3;
    private static final int CPU_BYTES = Affinity.MOST / 8;
    /** How long to wait for a busy event loop to tie itself to its processors, in milliseconds; its line in the log may come later. */
    private static final long TYING = 1000;

    /** How we were started: that is what applies where nothing is said. */
    private final long[] nofile = limits(Libc.RLIMIT_NOFILE);

    private final long[] core = limits(Libc.RLIMIT_CORE);
    private final int nice = Libc.getpriority(PRIO_PROCESS, 0);
    private final String directory = System.getProperty("user.dir");
    private final byte[] processors = new byte[CPU_BYTES];

    private int niceNow = nice;
    private String directoryNow = directory;
    private boolean tied;

    Limits() {
        Libc.sched_getaffinity(0, new NativeLong(CPU_BYTES), processors);
    }

    /** The bounds that take root: nice value, descriptors, core files. */
    void bound(MainSettings settings, Log log) {
        nice(settings.priority() == 0 ? nice : settings.priority(), log);
        limit(Libc.RLIMIT_NOFILE, "RLIMIT_NOFILE", settings.nofile(), nofile, log);
        limit(Libc.RLIMIT_CORE, "RLIMIT_CORE", settings.core(), core, log);
    }

    /** The rest, which the user may do that we become: processors, working directory. */
    void place(MainSettings settings, EventExecutorGroup loops, Log log) {
        tie(loops, settings.affinity(), log);
        String wanted = settings.directory() == null ? directory : settings.directory();
        if (!wanted.equals(directoryNow)) {
            try {
                // nginx's next worker begins where the master stands, not where the last one went
                Libc.chdir(
                        FileName.path(directory).resolve(FileName.path(wanted)).toString());
                directoryNow = wanted;
            } catch (LastErrorException e) {
                log.write(Level.ALERT, e.getErrorCode(), "chdir(\"" + wanted + "\") failed");
            }
        }
    }

    /** nginx's warning where descriptors run out before connections do. */
    void compare(int connections, @Nullable Long wanted, Log log) {
        long limit = wanted == null ? nofile[0] : wanted;
        if (connections > nofile[0] && connections > limit) {
            log.write(Level.WARN, connections + " worker_connections exceed open file resource limit: " + limit);
        }
    }

    /** What we may not exceed is not lowered: not even root can always raise it again, as nginx's next worker does. */
    private void limit(int resource, String name, @Nullable Long wanted, long[] before, Log log) {
        long[] now = limits(resource);
        long[] then = before;
        if (wanted != null) {
            boolean within = Long.compareUnsigned(wanted, now[1]) <= 0; // no bound is all ones
            then = new long[] {wanted, within ? now[1] : wanted};
        }
        if (Arrays.equals(now, then)) {
            return;
        }
        try {
            Libc.setrlimit(resource, then);
        } catch (LastErrorException e) {
            log.write(Level.ALERT, e.getErrorCode(), "setrlimit(" + name + ", " + then[0] + ") failed");
        }
    }

    /** Linux keeps it thread by thread; those still to come inherit it from those that start them. */
    private void nice(int priority, Log log) {
        if (priority == niceNow) {
            return;
        }
        String[] threads = Path.of("/proc/self/task").toFile().list();
        for (String thread : threads == null ? new String[] {"0"} : threads) {
            try {
                Libc.setpriority(PRIO_PROCESS, Integer.parseInt(thread), priority);
            } catch (LastErrorException e) {
                if (e.getErrorCode() == ESRCH) {
                    continue; // it has ended meanwhile
                }
                log.write(Level.ALERT, e.getErrorCode(), "setpriority(" + priority + ") failed");
                return;
            }
        }
        niceNow = priority;
    }

    /** Ties each event loop to its processors, or to none in particular where it was tied before. */
    private void tie(EventExecutorGroup loops, Affinity affinity, Log log) {
        int number = 0;
        boolean any = false;
        for (EventExecutor loop : loops) {
            BitSet cpus = affinity.of(number++);
            any |= cpus != null;
            if (cpus != null) {
                loop.submit(() -> tie(cpus, log)).awaitUninterruptibly(TYING, TimeUnit.MILLISECONDS);
            } else if (tied) {
                loop.execute(() -> tie(processors, log));
            }
        }
        tied = any;
    }

    private static void tie(BitSet cpus, Log log) {
        cpus.stream().forEach(cpu -> log.write(Level.NOTICE, "sched_setaffinity(): using cpu #" + cpu));
        tie(Arrays.copyOf(cpus.toByteArray(), CPU_BYTES), log);
    }

    private static void tie(byte[] mask, Log log) {
        try {
            Libc.sched_setaffinity(0, new NativeLong(mask.length), mask);
        } catch (LastErrorException e) {
            log.write(Level.ALERT, e.getErrorCode(), "sched_setaffinity() failed");
        }
    }

    private static long[] limits(int resource) {
        long[] limits = new long[2];
        Libc.getrlimit(resource, limits);
        return limits;
    }

    /** The line about descriptors that nginx writes at its start. */
    static String descriptors() {
        long[] limits = limits(Libc.RLIMIT_NOFILE);
        return "getrlimit(RLIMIT_NOFILE): " + limits[0] + ":" + limits[1];
    }
}

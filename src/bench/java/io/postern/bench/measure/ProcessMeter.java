package io.postern.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads what the kernel knows of a proxy's processes: CPU time to the nanosecond, proportional memory. */
public final class ProcessMeter {
    /** What a tick in /proc counts: USER_HZ is 100 on every Linux that runs Java. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private ProcessMeter() {}

    /** The process and all its descendants, parents first. */
    public static List<Long> family(long root) {
        List<Long> all = new ArrayList<>();
        all.add(root);
        for (int i = 0; i < all.size(); i++) {
            ProcessHandle.of(all.get(i)).stream()
                    .flatMap(ProcessHandle::children)
                    .map(ProcessHandle::pid)
                    .forEach(all::add);
        }
        return all;
    }

    /** User and system time, in nanoseconds, of a process, its descendants and those of its children that have ended. */
    public static long cpuNanos(long root) {
        long sum = endedChildren(root);
        for (long pid : family(root)) {
            // a process's own CPU clock (clock_getcpuclockid): finer than the ticks in /proc/PID/stat
            sum += clock((int) ((~pid << 3) | 2));
        }
        return sum;
    }

    /** User and system time of this very process, in nanoseconds. */
    public static long ownCpuNanos() {
        return clock(2); // CLOCK_PROCESS_CPUTIME_ID
    }

    private static long clock(int clock) {
        long[] time = new long[2];
        return Kernel.C.clock_gettime(clock, time) == 0 ? time[0] * 1_000_000_000L + time[1] : 0;
    }

    /** User and system time of all ended children of this very process, in nanoseconds. */
    public static long endedCommandsNanos() {
        long[] usage = new long[32];
        Kernel.C.getrusage(Kernel.CHILDREN, usage);
        return (usage[0] + usage[2]) * 1_000_000_000L + (usage[1] + usage[3]) * 1000;
    }

    private static long endedChildren(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            // behind the name, which may hold anything: state is field 3, cutime and cstime are 16 and 17 (proc(5))
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) * NANOS_PER_TICK;
        } catch (IOException e) {
            throw new UncheckedIOException("no process " + pid, e);
        }
    }

    /** Proportional set size of the process and its descendants, in KiB. */
    public static long pssKib(long root) {
        long sum = 0;
        for (long pid : family(root)) {
            try (Stream<String> lines =
                    Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"), StandardCharsets.ISO_8859_1)) {
                sum += lines.filter(l -> l.startsWith("Pss:"))
                        .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
                        .sum();
            } catch (NoSuchFileException e) {
                // it has just ended
            } catch (IOException e) {
                throw new UncheckedIOException("no memory figures of process " + pid, e);
            }
        }
        return sum;
    }

    /** Whether the process is a JVM. */
    public static boolean isJava(long pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/exe")).endsWith("java");
        } catch (IOException e) {
            return false;
        }
    }
}

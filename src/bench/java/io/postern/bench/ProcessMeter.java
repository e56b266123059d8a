package io.postern.bench;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads what the kernel knows of a proxy's processes: CPU time to the nanosecond, proportional memory. */
final class ProcessMeter {
    private interface LibC extends Library {
        LibC C = Native.load("c", LibC.class);

        int clock_gettime(int clock, long[] timespec);
    }

    private ProcessMeter() {}

    /** The process and all its descendants, parents first. */
    static List<Long> family(long root) {
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

    /** User and system time of all these processes, in nanoseconds. */
    static long cpuNanos(List<Long> pids) {
        long sum = 0;
        for (long pid : pids) {
            long[] time = new long[2];
            // a process's own CPU clock (clock_getcpuclockid): finer than the ticks in /proc/PID/stat
            int clock = (int) ((~pid << 3) | 2);
            if (LibC.C.clock_gettime(clock, time) == 0) {
                sum += time[0] * 1_000_000_000L + time[1];
            }
        }
        return sum;
    }

    /** Proportional set size of all these processes, in KiB. */
    static long pssKib(List<Long> pids) {
        long sum = 0;
        for (long pid : pids) {
            try (Stream<String> lines =
                    Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"), StandardCharsets.ISO_8859_1)) {
                sum += lines.filter(l -> l.startsWith("Pss:"))
                        .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
                        .sum();
            } catch (IOException e) {
                throw new UncheckedIOException("no memory figures of process " + pid, e);
            }
        }
        return sum;
    }
}

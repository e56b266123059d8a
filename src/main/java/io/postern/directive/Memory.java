package io.postern.directive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether the system would give nginx a piece of memory, as Linux answers malloc(3) and mmap(2): by what the machine has. */
public final class Memory {
    /** What a process can have at most, whatever the machine. */
    private static final long ADDRESSES = 1L << 47;
    /** Every machine has it, as far as nginx is told: most answers need no look at the machine. */
    private static final long LITTLE = 1L << 28;

    private Memory() {}

    /** Whether so many bytes can be had in one piece; the number is unsigned. */
    public static boolean has(long bytes) {
        if (bytes >= 0 && bytes <= LITTLE) {
            return true;
        }
        if (bytes < 0 || bytes >= ADDRESSES) {
            return false;
        }
        // 0: what is obviously too much is refused; 1 takes all, 2 counts what others have
        return !first("/proc/sys/vm/overcommit_memory").equals("0") || bytes <= machine();
    }

    /** All memory and swap, in bytes. */
    private static long machine() {
        long kilobytes = 0;
        for (String line : lines("/proc/meminfo")) {
            if (line.startsWith("MemTotal:") || line.startsWith("SwapTotal:")) {
                kilobytes += Math.max(0, Units.number(line.replaceAll("\\D", "")));
            }
        }
        return kilobytes == 0 ? ADDRESSES : kilobytes << 10;
    }

    private static String first(String file) {
        List<String> lines = lines(file);
        return lines.isEmpty() ? "" : lines.get(0).trim();
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            return List.of();
        }
    }
}

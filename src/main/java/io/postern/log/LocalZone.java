package io.postern.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * How far local time is from UTC, read from the system's own file (RFC 8536). The JDK knows that too, but finding out costs it a tenth of
 * a start; it is asked where the file does not say.
 */
final class LocalZone {
    private static final int HEADER = 44;
    private static final int COUNTS = 20;
    private static final int TYPE = 6;

    private final long[] transitions;
    private final int[] offsets;
    /** Whether the last offset holds for ever: the file's footer has no rule for summers to come. */
    private final boolean settled;

    private LocalZone(long[] transitions, int[] offsets, boolean settled) {
        this.transitions = transitions;
        this.offsets = offsets;
        this.settled = settled;
    }

    /** The zone of the variable TZ, else of /etc/localtime, else UTC. */
    static LocalZone system(@Nullable String variable) {
        String name = variable != null && variable.startsWith(":") ? variable.substring(1) : variable;
        try {
            Path file = name == null
                    ? Path.of("/etc/localtime")
                    : Path.of("/usr/share/zoneinfo").resolve(name);
            if (name != null && (name.isEmpty() || !Files.isRegularFile(file))) {
                return name.isEmpty() ? fixed() : unknown();
            }
            return Files.exists(file) ? read(ByteBuffer.wrap(Files.readAllBytes(file))) : fixed();
        } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
            return unknown();
        }
    }

    private static LocalZone fixed() {
        return new LocalZone(new long[0], new int[1], true);
    }

    private static LocalZone unknown() {
        return new LocalZone(new long[0], new int[1], false);
    }

    /** Seconds to add to UTC at this moment. */
    int offset(long second) {
        int after = transitions.length;
        while (after > 0 && transitions[after - 1] > second) {
            after--;
        }
        if (after == transitions.length && !settled) {
            Instant moment = Instant.ofEpochSecond(second);
            return ZoneId.systemDefault().getRules().getOffset(moment).getTotalSeconds();
        }
        return offsets[after];
    }

    /** The file's second part, with 64-bit times: times, the type that begins at each, the types, and a rule for later. */
    static LocalZone read(ByteBuffer file) {
        if (file.getInt(0) != 0x545a6966 || file.get(4) < '2') {
            throw new IllegalArgumentException("no such file");
        }
        int at = HEADER + size(file, 0, 4);
        int times = file.getInt(at + COUNTS + 12);
        int types = file.getInt(at + COUNTS + 16);
        int footer = at + HEADER + size(file, at, 8);
        int indices = at + HEADER + times * 8;
        int table = indices + times;
        long[] transitions = new long[times];
        int[] offsets = new int[times + 1];
        offsets[0] = types > 0 ? file.getInt(table) : 0;
        for (int i = 0; i < times; i++) {
            transitions[i] = file.getLong(at + HEADER + i * 8);
            offsets[i + 1] = file.getInt(table + file.get(indices + i) * TYPE);
        }
        boolean rule = false;
        for (int i = footer; i < file.limit(); i++) {
            rule |= file.get(i) == ',';
        }
        return new LocalZone(transitions, offsets, !rule);
    }

    /** The bytes behind a header: nginx's clock needs no leap seconds, but they must be skipped. */
    private static int size(ByteBuffer file, int at, int timeBytes) {
        int utc = file.getInt(at + COUNTS);
        int standard = file.getInt(at + COUNTS + 4);
        int leaps = file.getInt(at + COUNTS + 8);
        int times = file.getInt(at + COUNTS + 12);
        int types = file.getInt(at + COUNTS + 16);
        int letters = file.getInt(at + COUNTS + 20);
        return times * timeBytes + times + types * TYPE + letters + leaps * (timeBytes + 4) + standard + utc;
    }
}
